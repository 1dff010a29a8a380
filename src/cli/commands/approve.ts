import { approvalCommand } from '../approval-command.ts'

export const approveCommand = approvalCommand(
  'approve',
  'granted',
  'say yes to the patch of a run that waits for people',
)
