export type Words = readonly string[]

/** Acts that need somebody else: doing them to oneself or to one's own work is authority. */
export const APPROVE =
  /^(?:self-)?(?:approv(?:e|es|ed|ing)|promot(?:e|es|ed|ing)|authori[sz](?:e|es|ed|ing)|grants?|granted|signs?|signed|signs_off|signed_off|signed_off_on|signs_off_on|sign_off|rubber-stamps?|certif(?:y|ies|ied)|merg(?:e|es|ed|ing)|accepts?|accepted|admits?|admitted|releas(?:e|es|ed)|elevat(?:e|es|ed)|lifts?|lifted|enabl(?:e|es|ed)|endors(?:e|es|ed)|waiv(?:e|es|ed)|appoint(?:s|ed)?|declar(?:e|es|ed)|clears?|cleared|confirms?|confirmed|wav(?:e|es|ed)|ratif(?:y|ies|ied)|upgrad(?:e|es|ed)|advanc(?:e|es|ed)|moves?|award(?:s|ed)?|giv(?:e|es|en)|gave|green-lights?|green_light|vouch(?:es)?|whitelists?)$/

/** Acts that are harmless unless their object is a matter of authority. */
export const DECIDE =
  /^(?:selects?|selected|choos(?:e|es)|chose|chosen|picks?|decid(?:e|es|ed)|determin(?:e|es|ed)|sets?|controls?|controlled|rul(?:e|es|ed)|chang(?:e|es|ed)|defin(?:e|es|ed)|writ(?:e|es)|issu(?:e|es|ed)|remov(?:e|es|ed)|opens?|assign(?:s|ed)?|extend(?:s|ed)?|widen(?:s|ed)?|expand(?:s|ed)?|governs?|owns?|judg(?:e|es|ed)|sign(?:s|ed)?|raises?|raised)$/

export const AUTHORITY_NOUN =
  /^(?:authority|authorities|permissions?|rights?|gates?|stages?|promotions?|approvals?|approvers?|reviewers?|policy|policies|limits|mandate|standing|status|enablement|admission|powers?|privileges?|access|risk|candidacy|fate|readiness|eligibility|scope|rank|verdicts?)$/

export const OWN_NOUN =
  /^(?:promotions?|approvals?|authority|stages?|gates?|policy|enablement|admission|patch(?:es)?|work|changes|output|results?|runs?|merges?|standing|status|pull|request|requests|candidacy|code|rights?|permissions?|recommendations?|verdicts?|evidence|access|commits?)$/

export const BYPASS =
  /^(?:bypass(?:es|ed)?|skip(?:s|ped)?|ignor(?:e|es|ed)|overrid(?:e|es|den)|overrode|overrul(?:e|es|ed)|waiv(?:e|es|ed)|circumvents?|sidesteps?|evad(?:e|es)|disabl(?:e|es)|vetoe?s?|lifts?|dispens(?:e|es)_with)$/

export const GATE =
  /^(?:gates?|approvals?|reviews?|policy|policies|checks?|ladder|sandbox|denials?|approvers?|reviewers?|rejections?|verdicts?|sign-off|people|humans?|person|decisions?|requirements?|core|signatures?|rules)$/

export const CONSENT =
  /^(?:approvals?|sign-off|signoff|signature|signatures|consent|permission|reviews?|reviewer|reviewers|say-so|blessing|gate|gates|approver|clearance|authorisation|authorization|go-ahead|nod|supervision|oversight|countersignature|human)$/

export const ENGINE = new Set([
  '©',
  'º',
  'the_engine',
  'engine',
  'engines',
  'backend',
  'backends',
  'candidate',
  'candidates',
  'adapter',
  'adapters',
  'agent',
  'agents',
  '¤',
])

export const PAGE = new Set([
  '¦',
  'document',
  'documents',
  'page',
  'pages',
  'prd',
  'sequence',
  'artifact',
  'plan',
  'plans',
  'text',
  'paper',
  'memo',
  'note',
  'folder',
  'workspace',
  'workboard',
  'matrix',
  'contract',
  'record',
  'records',
  'these',
  'this',
  'both',
  'issues',
  'protocol',
  'file',
  'disclaimer',
  'board',
])

export const REFLEXIVE = new Set(['itself', 'themselves', 'himself', 'oneself'])

export const HOLDS =
  /^(?:acts_as|has|have|had|holds?|held|carries|carry|carried|gains?|gained|wields?|exercises?|receives?|received|enjoys?|possess(?:es)?|obtains?|obtained|inherits?|assumes?|given|granted|gets?|got|claims|comes|speaks|acts?|acted|operates?|operated|runs?|works?|endowed|vested|invested|entrusted|equipped|clothed|is|are|with|under|bears?|commands?|has_been|needs)$/

export const MATTER =
  /\b(?:promotions?|approvals?|patch(?:es)?|runs?|stages?|decisions?|fate|say|authority|verdict|control|judgement|power|merges?|¤|status|right)\b/
