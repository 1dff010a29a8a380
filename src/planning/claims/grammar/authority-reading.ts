/** What a sentence was found to say of authority: whose, and by which rule. */
export interface AuthorityReading {
  readonly kind: 'authority' | 'document'
  readonly rule: string
}
