import { expect, test } from 'vitest'
import { sha256 } from '../kernel/digest.ts'
import { CHAIN_START } from '../kernel/event-chain.ts'
import { checkChain } from './check-chain.ts'
import { FILES } from './layout.ts'

const line = (prevhash: string, text: string) => `{"a":"${text}","prevhash":"${prevhash}"}`
const FIRST = line(CHAIN_START, 'one')
const SECOND = line(sha256(FIRST), 'zwei ä')
const HEAD = sha256(SECOND)
const saidOf = (text: string, head = HEAD) =>
  checkChain(Buffer.from(text), head).map(({ id, file, message }) => {
    expect(file).toBe(FILES.events)
    return `${id}: ${message}`
  })
const broken = (index: number) => [`chain-broken: line ${index} does not follow from the line before it`]

test('a log whose lines follow each other to the head that was sealed', () => {
  expect(saidOf(`${FIRST}\n${SECOND}\n`)).toEqual([])
  expect(saidOf('', CHAIN_START)).toEqual([])
  expect(saidOf(`${FIRST}\n`, sha256(FIRST))).toEqual([])
})

test('the first line that does not follow is named', () => {
  expect(saidOf(`${line(sha256('x'), 'one')}\n${SECOND}\n`)).toEqual(broken(1))
  expect(saidOf(`${FIRST}\n${line(sha256('x'), 'two')}\n`)).toEqual(broken(2))
  expect(saidOf(`${SECOND}\n${FIRST}\n`)).toEqual(broken(1))
  expect(saidOf(`${FIRST.replace('one', 'two')}\n${SECOND}\n`)).toEqual(broken(2))
  expect(saidOf(`${FIRST}\n{}\n`)).toEqual(broken(2))
  expect(saidOf(`${FIRST}\n\n${SECOND}\n`)).toEqual(broken(2))
  expect(saidOf(`{"prevhash":"0"}\n`)).toEqual(broken(1))
})

test('a log that ends elsewhere than was sealed', () => {
  const ends = (at: string, head: string) =>
    `chain-head-mismatch: the log ends at ${at}, ${head} was sealed: lines were cut off, added or changed at its end`
  expect(saidOf(`${FIRST}\n`)).toEqual([ends(sha256(FIRST), HEAD)])
  expect(saidOf('')).toEqual([ends(CHAIN_START, HEAD)])
  const third = line(HEAD, 'three')
  expect(saidOf(`${FIRST}\n${SECOND}\n${third}\n`)).toEqual([ends(sha256(third), HEAD)])
})
