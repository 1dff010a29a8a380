import type { BundleTransferResult } from '../../contract/bundle-export.ts'
import type { Output } from '../output.ts'
import { sayVerification } from './verify.ts'

/** What became of a bundle that was to be carried from one place to another. */
export function reportTransfer(output: Output, result: BundleTransferResult, done: string): void {
  sayVerification(output, result.verification, [])
  output.answer(result.folder === null ? 'nothing was written' : `${done} ${result.folder}`)
  output.document(result)
}
