import type { EngineConfig } from '../contract/workspace.ts'

/**
 * Why an engine may not review what the author wrote; null when it is another engine with another model. An engine with
 * a provider and no named model may have any model.
 */
export function whyNotAnother(author: EngineConfig, reviewer: EngineConfig): string | null {
  if (author.id === reviewer.id) return `engine ${reviewer.id} is the author of the patch`
  const models = [author.model, reviewer.model]
  if (isSameModel(author.model, reviewer.model))
    return `engine ${reviewer.id} has the model of the author, ${reviewer.model}`
  const bothUseOne = author.provider !== undefined && reviewer.provider !== undefined
  return bothUseOne && models.includes(undefined)
    ? `nobody can tell whether engine ${reviewer.id} has the model of the author, since proctor.yaml does not name both`
    : null
}

/** By the name alone: `openai/gpt-5.5` at one provider is `GPT-5.5` at another. */
export function isSameModel(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && bareName(a) === bareName(b)
}

function bareName(model: string): string {
  return (model.split('/').at(-1) ?? '').trim().toLowerCase()
}
