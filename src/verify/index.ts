// Promises: the door of this folder; everything else in it is private, but for the Files port.
// Must not: hold logic. Called by: run/ and cli/.
export { exitCodeOf } from './exit-code.ts'
export { openSignedStatement } from './open-statement.ts'
export { type VerifyOptions, verifyBundle } from './verify-bundle.ts'
