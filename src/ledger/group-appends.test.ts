import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { challengeEntry, otherEntry } from '../../test/samples/ledger-entries.ts'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { toOrigin } from './checkpoint.ts'
import { createLedger, openLedger } from './file-ledger.ts'
import { groupAppends } from './group-appends.ts'

const ORIGIN = toOrigin('0'.repeat(32))

async function open() {
  const dir = temporaryFolder()
  const signer = generateKeyPairSync('ed25519').privateKey
  await createLedger(dir, ORIGIN, signer)
  const plain = await openLedger({
    dir,
    origin: ORIGIN,
    signer,
    now: () => new Date('2026-11-22T10:30:00.000Z'),
  })
  let appends = 0
  const counted = {
    ...plain,
    append: (...args: Parameters<typeof plain.append>) => {
      appends += 1
      return plain.append(...args)
    },
  }
  return { ledger: groupAppends(counted), appends: () => appends }
}

test('what waits at one time is appended together, and each caller gets its own place', async () => {
  const { ledger, appends } = await open()
  const places = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const { firstIndex } = await ledger.append([otherEntry(`a ${at}`), otherEntry(`b ${at}`)], null)
      return [at, firstIndex] as const
    }),
  )
  expect(appends()).toBe(2)
  const entries: string[] = []
  for await (const entry of ledger.entries()) entries.push(Buffer.from(entry).toString())
  expect(entries).toHaveLength(40)
  for (const [at, index] of places)
    expect(entries.slice(index, index + 2)).toEqual(
      [`a ${at}`, `b ${at}`].map((text) => otherEntry(text).toString()),
    )
  await ledger.close()
})

test('one that is refused does not take the others with it', async () => {
  const { ledger } = await open()
  const { entry: bad } = challengeEntry(7)
  const asked = [otherEntry('one'), otherEntry('two'), bad, Buffer.from('{}'), otherEntry('three')]
  const ended = await Promise.allSettled(asked.map((entry) => ledger.append([entry], null)))
  expect(ended.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ])
  expect((await ledger.head()).size).toBe(3)
  await ledger.close()
})
