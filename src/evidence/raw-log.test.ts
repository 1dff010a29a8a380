import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { failingFiles } from '../../test/samples/failing-files.ts'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { sha256 } from '../kernel/digest.ts'
import { createRedaction } from '../run/redaction.ts'
import { createLineSplitter, type RawLine } from './line-splitter.ts'
import { openRawLog } from './raw-log.ts'

const plain = () => createRedaction([]).stream()

test('lines are what the stream holds between newlines, however it is cut', async () => {
  const stream = fc
    .uint8Array({ maxLength: 80 })
    .map((bytes) => bytes.map((byte) => (byte % 5 === 0 ? 0x0a : byte)))
  await fc.assert(
    fc.property(
      stream,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 12 }),
      (bytes, size, most) => {
        const splitter = createLineSplitter(most)
        const lines: RawLine[] = []
        for (let at = 0; at < bytes.length; at += size)
          lines.push(...splitter.push(bytes.subarray(at, at + size)))
        lines.push(...splitter.end())
        const expected: RawLine[] = []
        let start = 0
        const whole = Buffer.from(bytes)
        while (start < whole.length) {
          const newline = whole.indexOf(0x0a, start)
          const end = newline === -1 ? whole.length : newline
          const cut = end - start > most
          const line = whole.subarray(start, Math.min(end, start + most))
          expected.push({ bytes: Buffer.from(line), offset: start, terminated: newline !== -1 && !cut, cut })
          start = end + 1
        }
        expect(lines.map((line) => ({ ...line, bytes: [...line.bytes] }))).toEqual(
          expected.map((line) => ({ ...line, bytes: [...line.bytes] })),
        )
      },
    ),
    { numRuns: 500 },
  )
})

test('the file holds the redacted bytes, and a line is handed on only when it is in the file', async () => {
  const path = join(temporaryFolder(), 'stdout.log')
  const seen: string[] = []
  const log = await openRawLog({
    path,
    redactor: createRedaction(['geheimnis']).stream(),
    maxBytes: 1000,
    onLine: ({ bytes, offset }) => {
      const onDisk = readFileSync(path)
      expect(onDisk.subarray(offset, offset + bytes.length).equals(bytes)).toBe(true)
      seen.push(bytes.toString())
    },
  })
  const input = 'one geheimnis\ntwo Z2VoZWltbmlz\nlast'
  for (const character of input) await log.write(Buffer.from(character))
  const end = await log.close()
  const written = readFileSync(path, 'utf8')
  expect(written.replaceAll(/\[REDACTED:known-value:[0-9a-f]{8}\]/g, 'X')).toBe('one X\ntwo X\nlast')
  expect(seen).toEqual(written.split('\n'))
  expect(end).toEqual({
    bytes: written.length,
    sha256: sha256(written),
    truncated: false,
    counts: { 'known-value': 2 },
  })
  expect(await log.close()).toEqual(end)
  await expect(log.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'bug' })
})

test('writes that overlap keep their order, and the caller may use its buffer again', async () => {
  const path = join(temporaryFolder(), 'stdout.log')
  const log = await openRawLog({ path, redactor: plain(), maxBytes: 10_000 })
  const buffer = Buffer.alloc(4)
  const writes = Array.from({ length: 100 }, (_, index) => {
    buffer.write(String(index).padStart(4, '0'))
    return log.write(buffer)
  })
  await Promise.all(writes)
  const expected = Array.from({ length: 100 }, (_, index) => String(index).padStart(4, '0')).join('')
  expect(await log.close()).toMatchObject({ sha256: sha256(expected), counts: {} })
})

test('at its cap the log is cut, says so, and its digest is that of the file', async () => {
  const path = join(temporaryFolder(), 'stdout.log')
  const log = await openRawLog({ path, redactor: plain(), maxBytes: 5 })
  await log.write(Buffer.from('abc'))
  await log.write(Buffer.from('defg'))
  await log.write(Buffer.from('h'))
  expect(await log.close()).toEqual({ bytes: 5, sha256: sha256('abcde'), truncated: true, counts: {} })
  expect(readFileSync(path, 'utf8')).toBe('abcde')
})

test('a failed write is reported by that write, by later ones and by the close; nothing more is handed on', async () => {
  const path = join(temporaryFolder(), 'stdout.log')
  const { files } = failingFiles(2, false)
  const lines: string[] = []
  const onLine = (line: RawLine) => void lines.push(line.bytes.toString())
  const log = await openRawLog({ path, redactor: plain(), maxBytes: 100, files, onLine })
  const failure = { code: 'evidence_write', details: { path, step: 'write', errno: 'ENOSPC' } }
  await log.write(Buffer.from('a\n'))
  await expect(log.write(Buffer.from('b\n'))).rejects.toMatchObject(failure)
  await expect(log.write(Buffer.from('c\n'))).rejects.toMatchObject(failure)
  await expect(log.close()).rejects.toMatchObject(failure)
  expect(lines).toEqual(['a'])
})
