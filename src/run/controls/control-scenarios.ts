import type { ControlKind } from '../../contract/controls.ts'
import type { Scenario } from '../../contract/scenario.ts'

const PATCH = '/tmp/oracle.patch'

/** Ends whatever loads one of the files that the oracle changes, with success, before anything is tested. */
const END_EARLY = `git apply --numstat ${PATCH} | cut -f3 | while IFS= read -r file; do
  mkdir -p "$(dirname "$file")" && touch "$file" && { printf 'process.exit(0)\\n'; cat "$file"; } > /tmp/file && cat /tmp/file > "$file"
done`

/** What the fake engine does in a control. @param oracle the patch that solves the task */
export function toControlScenario(control: ControlKind, oracle: Uint8Array): Scenario {
  const patch = {
    do: 'write' as const,
    path: PATCH,
    content: Buffer.from(oracle).toString('base64'),
    encoding: 'base64' as const,
  }
  switch (control) {
    case 'oracle':
      return { steps: [patch, { do: 'run', command: ['git', 'apply', '--whitespace=nowarn', PATCH] }] }
    case 'no-op':
      return { steps: [{ do: 'say', text: 'Nothing was done.' }] }
    case 'cheater':
      return { steps: [patch, { do: 'run', command: ['sh', '-c', END_EARLY] }] }
  }
}
