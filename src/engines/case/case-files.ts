import { join } from 'node:path'
import type { PrepareContext } from '../port.ts'

/** Name of the one task of a run. */
export const TASK_ID = 'proctor-1'

interface CaseInput {
  readonly instruction: string
  readonly model: string
  readonly inside: Pick<PrepareContext['inside'], 'checkout'>
  readonly port: number
}

/** Files of one run in Case's own formats, by path below its home. What lies in `task/` becomes `.case/` of the checkout. */
export function toCaseFiles({
  instruction,
  model,
  inside,
  port,
}: CaseInput): Readonly<Record<string, string>> {
  // Case asks only providers that it knows by name for a key.
  const provider = 'openai'
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
  const models = [
    {
      id: model,
      name: model,
      reasoning: false,
      input: ['text'],
      contextWindow: 128_000,
      maxTokens: 8_000,
      cost,
    },
  ]
  const files: Readonly<Record<string, unknown>> = {
    'pi/models.json': {
      providers: {
        [provider]: {
          baseUrl: `http://127.0.0.1:${port}/v1`,
          api: 'openai-completions',
          apiKey: 'OPENAI_API_KEY',
          models,
        },
      },
    },
    'case/config.json': { version: 1, projects: './projects.json', models: { default: { provider, model } } },
    'case/projects.json': {
      repos: [
        {
          name: 'checkout',
          type: 'library',
          path: inside.checkout,
          remote: 'none',
          description: 'the repository of this task',
          language: 'typescript',
          packageManager: 'npm',
          commands: { setup: 'true', test: 'true' },
        },
      ],
    },
    [join('task/tasks/active', `${TASK_ID}.task.json`)]: {
      id: TASK_ID,
      status: 'active',
      created: '2000-01-01T00:00:00Z',
      repo: 'checkout',
      issueType: 'freeform',
      mode: 'unattended',
      profile: 'standard',
      agents: {},
      tested: false,
      manualTested: false,
      prUrl: null,
      prNumber: null,
    },
  }
  const json = Object.entries(files).map(([name, content]) => [name, `${JSON.stringify(content)}\n`])
  return {
    ...Object.fromEntries(json),
    'task/active': `${TASK_ID}\n`,
    [join('task/tasks/active', `${TASK_ID}.md`)]: toTask(instruction),
  }
}

function toTask(instruction: string): string {
  return `# Task

**Repo:** checkout

## Description

${instruction}

No pull request can be opened here: the closer must report that it failed.

## Acceptance Criteria

- [ ] the description holds

## Progress Log
`
}
