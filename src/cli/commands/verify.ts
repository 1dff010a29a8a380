import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ExitCode } from '../../contract/exit-codes.ts'
import { SkippableCheck } from '../../contract/finding.ts'
import type { VerifyResult } from '../../contract/results.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { exitCodeOf, verifyBundleAt } from '../../run/verify-bundle-at.ts'
import { verifyRequestFor } from '../../run/verify-request.ts'
import { defineCommand } from '../command.ts'
import type { Output } from '../output.ts'
import { printPeople, printVerdicts } from '../people-lines.ts'

export const verifyCommand = defineCommand({
  name: 'verify',
  summary: 'derive everything in a bundle again from its bytes, offline',
  usage: 'BUNDLE [--require pass] [--trust FILE] [--signers FILE] [--base FILE] [--allow-not-run CHECK]',
  details:
    'Exit 0 means authentic, whatever the status says; --require pass turns any status but pass into 1. A check that ' +
    'lacks what it needs gives 4: trees (the repository is not at hand), trust (no keys to trust are known), signers (nobody said who may approve).',
  options: {
    require: {
      type: 'string',
      value: 'STATUS',
      description: 'exit 1 unless the run has this status',
      choices: ['pass'],
    },
    trust: {
      type: 'string',
      value: 'FILE',
      description: 'trust.json with the keys to trust (default: that of the workspace)',
    },
    signers: {
      type: 'string',
      value: 'FILE',
      description: 'allowed_signers that says who may approve (default: that of the workspace)',
    },
    base: {
      type: 'string',
      value: 'FILE',
      description:
        'base.pack of an export, to check the patch against (default: the repository of the workspace)',
    },
    'allow-not-run': {
      type: 'string',
      value: 'CHECK',
      description: 'a check that may be left out; may be given more than once',
      multiple: true,
      choices: SkippableCheck.options,
    },
  },
  positionals: [{ name: 'BUNDLE', description: 'folder of a sealed bundle', required: true }],
  example: 'proctor verify .proctor/runs/20261122t101500z-0123456789 --require pass',
  async run({ options, positionals, start, cwd, output }): Promise<ExitCode> {
    const bundle = resolve(cwd, positionals[0] ?? '')
    if (!existsSync(bundle)) throw new ProctorError('path_missing', `${bundle}: there is no such bundle`)
    const allowNotRun = (options['allow-not-run'] ?? []).map((name) => SkippableCheck.parse(name))
    const trustFile = options.trust === undefined ? undefined : resolve(cwd, options.trust)
    const baseFile = options.base === undefined ? undefined : resolve(cwd, options.base)
    const signersFile = options.signers === undefined ? undefined : resolve(cwd, options.signers)
    const result = await verifyBundleAt(
      bundle,
      await verifyRequestFor(bundle, { start, trustFile, signersFile, baseFile, allowNotRun }),
    )
    sayVerification(output, result, allowNotRun)
    output.document(result)
    return exitCodeOf(result, { requirePass: options.require === 'pass', allowNotRun })
  },
})

const SHOWN = 20

/** What was found, for people. */
export function sayVerification(
  output: Output,
  result: VerifyResult,
  allowed: readonly SkippableCheck[],
): void {
  const { good, bad, open } = output.style
  for (const { id, file, message } of result.findings.slice(0, SHOWN))
    output.answer(`${bad(id)} ${file ?? ''}: ${message}`)
  if (result.findings.length > SHOWN)
    output.answer(`and ${result.findings.length - SHOWN} more; --json has them all`)
  for (const { check, why } of result.notRun) {
    output.answer(`${open('not-run')} ${check}: ${why}${allowed.includes(check) ? ' (allowed)' : ''}`)
  }
  if (result.findings.length > 0) output.answer(bad(`not authentic: ${result.findings.length} findings`))
  else if (result.ok) {
    output.answer(`${good('authentic')}  status ${result.status}  ${result.completeness}`)
    printPeople(output, result)
    printVerdicts(output, result)
    if (result.delivered !== null) output.answer(`delivered as ${result.delivered}`)
  } else output.answer(open('no answer: something that had to be checked could not be'))
}
