// Promises: the door of this folder; everything else in it is private.
// Must not: hold logic. Called by: run/.
export { checkGit } from './check-git.ts'
export type { DerivedSource, SourceCheck } from './derived-source.ts'
export { type DigestCache, NO_CACHE, openDigestCache } from './digest-cache.ts'
export { type GitRequest, gitCommands, resolveCommit, retrieveGit } from './git-source.ts'
export { checkNpm, npmCommands, parseNpmPurl, retrieveNpm } from './npm-source.ts'
