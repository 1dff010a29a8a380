import type { Finding } from '../contract/finding.ts'
import { CHAIN_START, chainLink } from '../kernel/event-chain.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { toLines } from './lines.ts'

/** `"` inside of a JSON string is escaped, so this can only match the member itself. */
const PREVHASH = /"prevhash":"([0-9a-f]{64})"/

/** One character a byte. Enough to look for ASCII, which no byte of a longer UTF-8 character is. */
function toAscii(line: Uint8Array): string {
  return Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('latin1')
}

/**
 * The hash chain over the raw lines, and whether it ends at the stated head. Needs no parsed event, so that it can
 * say where a changed log was changed.
 */
export function checkChain(log: Uint8Array, head: string): Finding[] {
  let link = CHAIN_START
  const lines = toLines(log)
  for (const [index, line] of lines.entries()) {
    const stated = PREVHASH.exec(toAscii(line))?.[1]
    if (stated !== link) {
      const message = `line ${index + 1} does not follow from the line before it`
      return [finding('chain-broken', FILES.events, message)]
    }
    link = chainLink(line)
  }
  if (link === head) return []
  const message = `the log ends at ${link}, ${head} was sealed: lines were cut off, added or changed at its end`
  return [finding('chain-head-mismatch', FILES.events, message)]
}
