import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ApprovalStatement, ReviewStatement } from '../../contract/approval.ts'
import { Event } from '../../contract/event.ts'
import { errnoOf } from '../../kernel/proctor-error.ts'
import type { PeopleAct } from '../../policy/judge-people.ts'
import type { PeopleWorkspace, SealedRun } from './open-sealed-run.ts'

/** What was recorded of a run so far, of a bundle that was just verified. */
export async function readActs({ signers }: PeopleWorkspace, { folder }: SealedRun): Promise<PeopleAct[]> {
  const read = (name: string): Promise<Buffer> => readFile(join(folder, 'approvals', name))
  let text: string
  try {
    text = (await read('events.jsonl')).toString('utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
  const acts: PeopleAct[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const event = Event.parse(JSON.parse(line)) as Event
    const at = event.time
    if (event.type === 'delivery.recorded') acts.push({ kind: 'delivery', at, ref: event.data.ref })
    else if (event.type === 'approval.denied' && event.data.statementDigest === null)
      acts.push({ kind: 'timeout', at })
    else {
      const role = event.type.startsWith('review.') ? 'review' : 'approval'
      const document = await read(`${event.sequence}.json`)
      const signature = await signers.check(
        role,
        document,
        await read(`${event.sequence}.json.sig`),
        new Date(at),
      )
      const schema = role === 'review' ? ReviewStatement : ApprovalStatement
      const statement = schema.parse(JSON.parse(document.toString('utf8')))
      const refused = event.type === 'approval.denied' && event.data.reason === 'invalid'
      acts.push({ kind: 'signed', at, statement, signature, refused })
    }
  }
  return acts
}
