/** Files by which people and machines are held to `proctor validate`. */
export interface ScaffoldFile {
  readonly text: string
  /** Whether it may be executed. */
  readonly executable: boolean
}

const HOOK = `#!/bin/sh
# Refuses a commit whose planning documents do not hold. Switch it on once per clone:
#   git config core.hooksPath .githooks
# It judges the files as they lie in the work tree. PROCTOR may hold the path of the program.
exec "\${PROCTOR:-proctor}" validate --quiet
`

const WORKFLOW = `# Judges the planning documents. Starts no engine and needs no secret.
name: planning documents
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
      - uses: actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444 # v5.0.0
        with:
          node-version: 24
      # Where proctor comes from is for the owner to say, as a variable of the repository: a package file or name@version.
      - name: Put proctor on the PATH
        env:
          PROCTOR_PACKAGE: \${{ vars.PROCTOR_PACKAGE }}
        run: npm install --global --ignore-scripts "\${PROCTOR_PACKAGE:?set the repository variable PROCTOR_PACKAGE}"
      - name: Validate
        run: proctor validate --require-clean --sarif "$RUNNER_TEMP/proctor.sarif"
`

const SOURCES = `# Source records

What is on record about where an engine comes from, one file for each engine, and a signature beside it. An engine that
is gated has none yet. It must have both before it moves beyond the first stage; the contract page on source admission
says what a record holds.
`

function agents(prd: string, issues: string): string {
  return `# Working in this folder

For people and coding agents alike.

- What is planned is in \`${prd}\` and \`${issues}\`; who does what is in \`WORKBOARD.yaml\`.
- An issue names the files that may be changed for it. Change no others; \`proctor validate --diff BASE..HEAD --issue ID\` looks.
- After every change: \`proctor validate\`. Before handing over, with all committed: \`python3 tools/validate_cto_child.py\`.
- Tables of contract pages are written by \`proctor docs sync\`, not by hand.
- Tick a criterion only with evidence beside it, such as \`run:ID\`. A tick without evidence is a finding.
- Give no engine a standing in words. What an engine may do is decided by the ladder, from signed evidence.
- Never change \`trust.json\`, nor anything under \`.proctor/\`.

A hook that does the same before each commit: \`git config core.hooksPath .githooks\`.
`
}

/** By path from the workspace. */
export function guardFiles(
  documents: { readonly prd: string; readonly issues: string },
  shim: string,
): ReadonlyMap<string, ScaffoldFile> {
  const plain = (text: string): ScaffoldFile => ({ text, executable: false })
  return new Map([
    ['tools/validate_cto_child.py', plain(shim)],
    ['sources/README.md', plain(SOURCES)],
    ['AGENTS.md', plain(agents(documents.prd, documents.issues))],
    ['.githooks/pre-commit', { text: HOOK, executable: true }],
    ['.github/workflows/proctor-validate.yml', plain(WORKFLOW)],
  ])
}
