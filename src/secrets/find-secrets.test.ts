import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/samples/any-text.ts'
import { sha256 } from '../kernel/digest.ts'
import { entropyOf, findSecrets } from './find-secrets.ts'
import { compile, RULES, RULES_SHA256 } from './rules.ts'

test('the rules are those that were reviewed', () => {
  expect(sha256(readFileSync(new URL('./gitleaks-rules.json', import.meta.url)))).toBe(RULES_SHA256)
})

test('every rule compiles', () => {
  for (const { regex } of RULES) expect(compile(regex ?? '')).toBeDefined()
  expect(RULES.length).toBeGreaterThan(200)
})

// Keys of nobody, in parts, so that no scanner takes this file for a leak.
test.each([
  ['github-pat', `token: ghp_${'r7Kq2mZx9Lw4Tn8Vb3Yc6Hd1Jf5Gs0Ape2Uo'}`],
  ['aws-access-token', `id = ${'AKIA'}${'Q3EGRTM2ZLX7VWPB'}`],
  ['slack-bot-token', `${'xoxb'}-1234567890123-1234567890123-aBcDeFgHiJkLmNoPqRsTuVwX`],
  ['private-key', `-----BEGIN RSA ${'PRIVATE KEY'}-----`],
  ['generic-api-key', `api_key = "${'q8Zr1Xv7Lm2Tn9Kc4Wp6Yd3H'}"`],
])('%s is found where it stands', (rule, line) => {
  const found = findSecrets(line, 'src/a.js')
  expect(found.map((one) => one.rule)).toContain(rule)
  for (const { start, end } of found) expect(line.slice(start, end)).not.toBe('')
})

test.each([
  'const sorted = [...numbers].sort((a, b) => a - b)',
  'export const token = process.env.TOKEN',
  '"integrity": "sha512-/P6FNnLbHjXJMRF1dPoZoVTyHvFcuVhbDpzml9DPMlbeErYlZ18GueAaG9GhYhAm/9AN7i7Y6crmDrLX0DeJ4Q=="',
  'password = "changeme"',
  'const key = "example"',
])('what is no secret is left alone: %s', (line) => {
  expect(findSecrets(line, 'src/a.js')).toEqual([])
})

test('a comment of the engine does not make a secret allowed', () => {
  const line = `ghp_${'r7Kq2mZx9Lw4Tn8Vb3Yc6Hd1Jf5Gs0Ape2Uo'} // gitleaks:allow`
  expect(findSecrets(line, null)).not.toEqual([])
})

test('whatever the line, nothing is thrown and what is found lies in it', () => {
  fc.assert(
    fc.property(anyText({ maxLength: 200 }), fc.constantFrom('token=', 'AKIA', 'secret: '), (text, lead) => {
      const line = lead + text
      for (const { start, end } of findSecrets(line, null)) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(line.length)
        expect(end).toBeGreaterThan(start)
      }
    }),
    { numRuns: 50 },
  )
})

test('entropy', () => {
  expect(entropyOf('aaaa')).toBe(0)
  expect(entropyOf('abcd')).toBe(2)
})
