import type { Deed, Json, Patch } from './row.ts'

/** The one line of the generated example repository that is wrong, mended. */
export const FIX = `sed -i 's/\\[\\.\\.\\.numbers\\]\\.sort()/[...numbers].sort((a, b) => a - b)/' src/median.js`
export const FIXED: Deed = { shell: [FIX] }

/** The task of every row, before the row's own differences. Its repository is the one that `init` generates. */
export const FIXTURE_TASK: Patch = {
  id: 'fixture',
  title: 'Mend the median',
  repository: 'example',
  scope: { allow: ['src/**'], maxFiles: 5, maxLines: 50 },
  test: {
    command: ['node', '--test', '--test-reporter=tap', '--test-reporter-destination={report}'],
    report: 'node',
    minExecuted: 5,
    timeout: 60,
  },
  riskClass: 'low',
  timeout: 60,
  silenceTimeout: 30,
}

export const FIXTURE_INSTRUCTION = `The function \`median\` in \`src/median.js\` gives wrong answers for some lists. Mend it.\n`

/** proctor.yaml of every row, before the row's own differences. */
export function fixtureWorkspace(engine: Patch): Patch {
  return {
    version: 1,
    test: true,
    repositories: [{ id: 'example', path: 'repositories/example', class: 'artificial' }],
    providers: [{ id: 'scripted', kind: 'scripted', turns: 'tasks/{task}/model.yaml' }],
    engines: [engine],
    policy: {},
  }
}

/** A JSON merge: objects are merged, null removes, everything else replaces. */
export function mergeJson(base: Json, patch: Json): Json {
  if (!isObject(base) || !isObject(patch)) return patch
  const merged: Record<string, Json> = { ...base }
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = mergeJson(merged[key] ?? null, value)
  }
  return merged
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
