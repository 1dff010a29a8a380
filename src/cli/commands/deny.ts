import { approvalCommand } from '../approval-command.ts'

export const denyCommand = approvalCommand(
  'deny',
  'denied',
  'say no to the patch of a run that waits for people',
)
