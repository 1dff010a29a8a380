// Promises: the door of this folder; everything else in it is private.
// Must not: hold logic. Called by: run/, and cli/ for the verifier's look at the repository.
export { openBasePack, writeBasePack } from './base-pack.ts'
export { withFewForks } from './git.ts'
export { treeOfPatch } from './patched-tree.ts'
export type {
  Checkout,
  CheckoutOwner,
  OpenOptions,
  OpenRepository,
  Repository,
  TreeChanges,
} from './port.ts'
export { removeFolder, removeFolderAsync } from './removal.ts'
export { openRepository, openRepositoryAsItIs } from './repository.ts'
export { makeResultCommit } from './result-commit.ts'
