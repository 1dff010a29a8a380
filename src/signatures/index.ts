// Promises: the door of this folder; everything else in it is private.
// Must not: hold logic. Called by: run/.
export { type AllowedSigner, machineKeyIdOf, parseAllowedSigners } from './allowed-signers.ts'
export { signBytes, signFile, signingCommand } from './sign-file.ts'
export { parseSshSignature } from './sshsig.ts'
export { type SignatureQuestion, verifySignature } from './verify-signature.ts'
