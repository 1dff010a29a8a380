import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

test('a slip finds its word, another word finds none', () => {
  const names = ['run', 'runs', 'verify', 'doctor', 'init']
  expect(nearestName('verfiy', names)).toBe('verify')
  expect(nearestName('dcotor', names)).toBe('doctor')
  expect(nearestName('Init', names)).toBe('init')
  expect(nearestName('frobnicate', names)).toBeUndefined()
  expect(nearestName('', names)).toBeUndefined()
  expect(nearestName('x'.repeat(10_000), names)).toBeUndefined()
})
