import { isWithinClass } from '../../contract/mutation-class.ts'
import { CONTROLS_HOLD } from './controls.ts'
import { HOLDS, no, reason, type TaskRule } from './rule.ts'

/** What speaks against every engine alike. */
export const TASK_RULES: readonly TaskRule[] = [
  {
    id: 'test-named',
    requires: 'the task names a test command',
    check: ({ facts: { task } }) =>
      task.hasTest
        ? HOLDS
        : no(
            'test_command_missing',
            `task ${task.id} names no test command, so its result could not be judged`,
            `add test: {command, report} to tasks/${task.id}/task.yaml`,
          ),
  },
  {
    id: 'source-clean',
    requires: 'the repository has no uncommitted changes',
    check: ({ facts: { source, repository } }) =>
      source.clean
        ? HOLDS
        : no(
            'dirty_start',
            `repository ${repository.id} has uncommitted changes: ${source.dirtyPaths.slice(0, 3).join(', ')}`,
            'commit or remove them, then run again',
          ),
  },
  {
    id: 'sandbox-available',
    requires: 'the sandbox that was asked for works here',
    check: ({ facts: { sandbox } }) =>
      sandbox.available
        ? HOLDS
        : no(
            'sandbox_unavailable',
            `sandbox ${sandbox.backend} is not available: ${sandbox.problems.join('; ')}`,
            'run proctor doctor; --sandbox none runs without isolation and counts for less',
          ),
  },
  {
    id: 'isolated',
    requires: 'only artificial repositories are worked on without isolation',
    check: ({ facts: { sandbox, repository } }) =>
      sandbox.backend !== 'none' || isWithinClass(repository.class, 'artificial')
        ? HOLDS
        : no('not_eligible', `repository ${repository.id} is ${repository.class}: not without a sandbox`),
  },
  {
    id: 'governed-by-commit',
    requires: 'beyond artificial repositories, the governing files are those of a commit',
    check({ facts: { protection, repository } }) {
      if (isWithinClass(repository.class, 'artificial')) return HOLDS
      if (protection.commit === null)
        return no(
          'not_eligible',
          `repository ${repository.id} is ${repository.class}: the workspace has no commit`,
        )
      return protection.changed.map((path) =>
        reason('not_eligible', `${path} is not what the workspace's commit holds`, 'commit or restore it'),
      )
    },
  },
  {
    id: 'class-of-repository',
    requires: 'the risk class may be worked on in a repository of this class',
    check: ({ facts: { repository }, classPolicy, riskClass }) =>
      isWithinClass(repository.class, classPolicy.upTo)
        ? HOLDS
        : no(
            'not_eligible',
            `policy allows ${riskClass} risk up to ${classPolicy.upTo}, ${repository.id} is ${repository.class}`,
          ),
  },
  {
    id: 'engines-distinct',
    requires: 'every engine is a candidate once',
    check: ({ facts: { candidates }, engines }) =>
      engines.size === candidates.length
        ? HOLDS
        : no('not_eligible', 'an engine is named as a candidate more than once'),
  },
  {
    id: 'decided-in-time',
    requires: 'the decision is made before it expires',
    check: ({ facts: { now, expiresAt } }) =>
      now < expiresAt ? HOLDS : no('not_eligible', 'the decision would have expired when it is made'),
  },
  CONTROLS_HOLD,
]
