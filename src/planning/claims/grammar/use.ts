// Promises: whether a clause gives the candidate a standing by saying that the work is done with it.
// Must not: look at more than one clause. Called by: claims/grammar/standing.ts.
import { PLAIN_NOUN } from './phrases.ts'
import { isDeniedAfter, isHead, isOpen, isOwned, previous, type Words } from './scope.ts'
import { isVerbish } from './verbs.ts'
import { HEAVY, hasHeavy, RESTRICTED } from './wide.ts'
import * as W from './words.ts'

/** The candidate is what the work is done with: "production runs on ©", "we use © for everything". */
export function readUse(words: Words, at: number): string | undefined {
  if (
    isOwned(words, at) ||
    words.some((word) => RESTRICTED.has(word) && word !== 'its') ||
    words.includes('only_if') ||
    words.includes('only')
  )
    return undefined
  if (isOpen(words, 0, Math.min(words.length - 1, at + 2))) return undefined
  if (/^(?:us|runn|deploy|rely|trust)ing$/.test(words[0] ?? '') && isDeniedAfter(words, at)) return undefined
  const before = previous(words, at)
  const link = words[before] ?? ''
  const left = words.slice(0, at)
  const right = words.slice(at + 1)
  const byOthers = left.some((word) => W.USE.has(word))
  // "Every merge by ©" is one of its deeds, and "0.6 of ©" a version.
  const isPart =
    (link === 'by' && !/(?:ed|en|made|done|run|built|driven)$/.test(words[previous(words, before)] ?? '')) ||
    /^\d/.test(right[0] ?? '')
  if (
    !isPart &&
    (['on', 'with', 'through', 'via', 'by', 'to', 'onto', 'around', 'using', 'from'].includes(link) ||
      link.endsWith('_on')) &&
    (byOthers || left.includes('comes') || left.includes('come')) &&
    (hasHeavy(left) || hasHeavy(right.slice(0, 5)) || isWhole(left))
  )
    return 'used-by-all'
  if (
    W.USE.has(link) &&
    (hasHeavy(left.slice(0, -1)) || hasHeavy(right.slice(0, 7))) &&
    /^(?:use|uses|used|using|run|runs|ran|running|deploy|deploys|deployed|trust|trusts|get|gets|got|rely|ship|ships|shipped|employ|employs|leverage|invoke|invokes|invoked|takes?|picks|starts|selects?)$/.test(
      link,
    )
  )
    return 'used'
  if (
    link === 'by' &&
    /(?:ed|en|made|done)$/.test(words[previous(words, before)] ?? '') &&
    left.some((word) => W.COPULA.has(word)) &&
    isAllWork(left) &&
    right.every((word) => W.isAdverb(word) || word === '.' || word === '!')
  )
    return 'used-by-all'
  if (
    link === 'by' &&
    /(?:ed|en)$/.test(words[previous(words, before)] ?? '') &&
    right.includes('in_production')
  )
    return 'used-by-all'
  if (
    left[0] === 'without' &&
    left.some((word) =>
      /^(?:flag|flags|setting|option|name|choice|engine|backend|argument|configuration|override)$/.test(word),
    ) &&
    (left.some((word) => W.USE.has(word)) || right.slice(0, 3).some((word) => W.USE.has(word)))
  )
    return 'when-none-is-named'
  if (
    link === 'on' &&
    W.COPULA.has(left[previous(left, left.length - 1)] ?? '') &&
    (['we', 'cto', 'everyone', 'everybody', 'production', 'prod', 'team'].includes(
      left.find((word) => !W.isAdverb(word) && !W.DETERMINER.has(word)) ?? '',
    ) ||
      isAllWork(left))
  )
    return 'on-it'
  if (['rel_on', 'rely_on', 'relies_on', 'bet_on'].includes(link) && (hasHeavy(left) || hasHeavy(right)))
    return 'used'
  if (isHead(words, at) && worksInProduction(right)) return 'does-all'
  if (isHead(words, at)) {
    const verb = right.findIndex((word) => W.USE.has(word))
    if (
      verb >= 0 &&
      verb <= 3 &&
      right
        .slice(0, verb)
        .every(
          (word) =>
            W.isAdverb(word) ||
            W.AUXILIARY.has(word) ||
            ((word === 'was' || word === 'is' || word === 'has_been') && /ing$/.test(right[verb] ?? '')),
        )
    ) {
      const objects = right.slice(verb + 1, verb + 7)
      if (objects.includes('€') || /^(?:towards?|closer|near)$/.test(objects[0] ?? '')) return undefined
      if (
        /^(?:powers?|powering|powered|drives?|driving|drove|underpins?|backs|runs?)$/.test(
          right[verb] ?? '',
        ) &&
        objects.some((word) => word === 'cto' || word === 'production')
      )
        return 'does-all'
      if (
        !/^(?:use[sd]?|using|takes?|took|calls?|called|start\w*|starts|live|lives|needs?|pass\w*)$/.test(
          right[verb] ?? '',
        ) &&
        isAllWork(objects)
      )
        return 'does-all'
      if (
        objects.includes('our') &&
        /^(?:powers?|powering|drives?|driving|handles?|carries|underpins?|runs|does|merges|builds)$/.test(
          right[verb] ?? '',
        )
      )
        return 'does-all'
    }
  }
  return undefined
}

/** "© repairs bugs in production". */
function worksInProduction(right: Words): boolean {
  const verb = right.find((word) => !W.isAdverb(word)) ?? ''
  const end = right.filter((word) => !W.isAdverb(word) && word !== '.' && word !== '!').at(-1)
  return end === 'in_production' && isVerbish(verb) && !/ed$/.test(verb)
}

const WORK =
  /^(?:tasks?|merges?|patch(?:es)?|repositor(?:y|ies)|repos?|jobs?|releases?|teams?|projects?|builds?|work|requests?|changes?|runs?|tickets?|issues?|items?|workloads?|traffic|pipelines?|customers?|deliver(?:y|ies)|commits?|prs?|code|coding|development|load|things?|repairs?|fix(?:es)?|bugs?|cto|deployments?|us|production|engineering|needs)$/

/** "Everything", "all merges", "every task": not "each command of the scenario". */
function isAllWork(objects: Words): boolean {
  return objects.some((word, at) => {
    if (
      /^(?:everything|everyone|everybody|production|prod|in_production|everywhere|anything|whatever)$/.test(
        word,
      )
    )
      return at === 0 || !PLAIN_NOUN.has(objects[at + 1] ?? '')
    if (
      /^(?:most|bulk|majority|share|half)$/.test(word) &&
      !objects.includes('its') &&
      objects.slice(at + 1, at + 4).some((next) => WORK.test(next))
    )
      return true
    return (
      /^(?:all|every|each|the|whole|entire|customer|nightly|daily|our)$/.test(word) &&
      HEAVY.has(word) &&
      objects.slice(at + 1, at + 4).some((next) => WORK.test(next))
    )
  })
}

/** "CTO runs on ©", "we ship with ©". */
function isWhole(left: Words): boolean {
  if (left[0] === 'our' && left.some((word) => WORK.test(word))) return true
  return left.some((word) =>
    [
      'cto',
      'we',
      'everyone',
      'everybody',
      'company',
      'team',
      'teams',
      'pipeline',
      'organisation',
      'organization',
      'traffic',
      'repository',
      'repositories',
    ].includes(word),
  )
}
