import { userInfo } from 'node:os'
import { git } from '../workspace/git.ts'

/** Who asks: the address that git has for the person at the workspace, else the name of the system's user. */
export async function requesterOf(workspaceDir: string): Promise<string> {
  const { code, stdout } = await git(workspaceDir, ['config', '--get', 'user.email'])
  const email = stdout.trim()
  return code === 0 && email !== '' ? email : userInfo().username
}
