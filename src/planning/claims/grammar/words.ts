// Promises: the word classes of the claim grammar. A word is listed by its sense, with all its forms.
// Must not: know sentences. Called by: claims/grammar/.

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

/** Says of an engine what only the ladder may make of it, with no further word. */
export const STANDING: ReadonlySet<string> = words(`
  in_use preselected default default-ready defaulted standard primary main preferred favoured favored favourite go-to incumbent official
  chosen selected picked elected approved accepted adopted endorsed blessed sanctioned certified ratified confirmed
  authorised authorized greenlit green-lit greenlighted green-lighted signed_off promoted appointed designated
  pre-approved preapproved board-approved
  crowned vetted whitelisted mandated standardised standardized validated_for_production
  ready production production-ready production-grade production-proven production-approved production-tested prod-ready prod production_ready
  default-engine battle-tested battle-proven enterprise-ready enterprise-grade
  active live ga generally_available in_production operational shipped rolled_out good_to_go ready_for_production
  state-of-record canonical authoritative flagship principal reigning entrenched institutionalised institutionalized
  greenlighted commissioned ordained consecrated anointed cemented enshrined ensconced installed_for_all production-class production-level prod-grade prod-approved
  release-ready customer-ready ship-ready launch-ready deployment-ready rollout-ready mission-ready accredited ordered_in legitimised legitimized okayed ok'd oked
  rubber-stamped enthroned inaugurated`)

/** Says it only together with for whom or where: "enabled for everyone", "safe for production". */
export const WEAK_STANDING: ReadonlySet<string> = words(`
  enabled used deployed installed released cleared qualified safe fit trusted available on turned_on switched_on opened open
  run running runs operated operating usable allowed permitted supported launched in_use invoked called taken relied_on
  ungated unlocked suitable good mature stable hardened proven entrusted tasked charged activated picked_up started wired_in set_up wired
  configured set hooked_up embedded integrated baked_in built_in`)

/** Where or for whom: makes a claim of a weak word, and of use. */
export const WIDE: ReadonlySet<string> = words(`
  production prod in_production by_default everyone everybody everything everywhere all every each whole entire
  company-wide companywide organisation-wide organization-wide team-wide teamwide fleet-wide globally universally general
  customer customers live unrestricted any whatever always prime-time`)

export const ENGINE_NOUN: ReadonlySet<string> = words(`
  backend backends engine engines runner runners agent agents executor executors adapter provider solution choice option pick tool platform
  one harness-engine coder worker standard default winner workhorse driver backbone setup stack line-up lineup toolchain fleet status role place position seat slot spot title rank standing
  system-of-record engine-of-record configuration config setting entry fixture-of-choice partner vehicle machine instrument component service system toolset`)

/** Nouns that stand for the standing itself when something definite is said to be one. */
export const STANDING_NOUN: ReadonlySet<string> = words(`
  winner workhorse mainstay backbone first_choice number_one of_choice of_record first_pick weapon_of_choice incumbent front_line
  engine_of_record in_charge victor`)

export const COPULA: ReadonlySet<string> = words(`
  is are was were be been being am become becomes became remain remains remained stay stays stayed get gets got
  counts_as serves_as acts_as has_been forms makes stands proves proved proven keeps kept feels turned continues_as goes_as
  constitutes represents`)

export const AUXILIARY: ReadonlySet<string> = words(`has have had does do did`)

/** Takes the candidate as its object and gives it the standing. */
export const CHOOSE: ReadonlySet<string> = words(`
  chose chosen picked selected adopted approved approves approve accepted endorsed endorses endorse blessed blesses ratified ratifies
  certified certifies sanctioned sanctions greenlit green-lit greenlighted green-lighted promoted elected crowned whitelisted
  authorised authorized adopt adopts settled_on settles_on standardised_on standardized_on standardise_on standardize_on standardises_on
  went_with go_with goes_with going_with gone_with opted_for decided_on decided_for decided_in_favour_of signed_off_on signs_off_on signed_off
  committed_to bet_on voted_for voted_in all_in_on switched_to moved_to migrated_to cut_over_to converged_on landed_on plumped_for
  vetted cleared confirmed appointed designated blessed_off rubber-stamped waved_through nodded_through rolled_out shipped
  hired recruited enlisted cut_to flipped_to converted_to went_live_with go_live_with gone_live_with made_the_switch_to made_the_move_to doubled_down_on agreed_on switching_to moving_to migrating_to rolling_out standardising_on standardizing_on swear_by swears_by`)

/** Makes its object what follows: "made © the default". */
export const CAUSE: ReadonlySet<string> = words(`
  make makes made making set sets setting use uses used using keep keeps kept treat treats treated declare declares declared
  consider considers considered regard regards regarded call calls called find finds found install installs installed run runs running name
  names named designate designates designated establish establishes established deploy deploys deployed ship ships shipped confirm confirms confirmed
  configure configures configured rate rates rated deem deems deemed appoint appoints appointed mark marks marked take takes took taken
  crown crowns crowned elect elected promote promotes promoted give gives gave given list lists listed register registers registered
  put puts move moves moved let leave leaves left have has had with want enable enables enabled choose chooses chose chosen select selects selected pick picks picked
  adopt adopts adopted accept accepts accepted approve approves approved endorse endorsed certify certifies certified trust trusts trusted
  lists adds added adding including includes having recommend_as introduce introduced launch launched announce announced elevate elevated`)

export const NEGATION: ReadonlySet<string> = words(`
  no not nobody none nothing never nowhere neither nor without cannot refuse refuses refused refusing reject rejects rejected rejecting
  deny denies denied denying forbid forbids forbidden prohibit prohibits prohibited disallow disallows disallowed
  false falsely untrue wrong wrongly incorrect incorrectly mistake mistaken mistakenly myth lie pretend pretends pretending pretended alleged allegedly
  prevent prevents preventing prevented instead_of rather_than premature prematurely too_early too_soon unclear unknown far_from unlike invalid misleading blocked lest
  fails_to failed_to anything_but hardly barely scarcely lacks lack lacking lacked stop stops stopped avoid avoids avoiding avoided
  unapproved un-approved against barred barring bar excluded exclude excludes revoked withdrawn withdrew withdraws revoke revokes suspended paused
  declined declines decline doubts doubt doubted doubtful error unproven disproved missing off disabled inactive short_of minus stopped_short
  supposedly purportedly purported so-called overstated nearly almost not_yet yet_to vetoed voted_down rolled_back
  turned_down opposed opposes oppose objected expired lost loses lose losing demoted remove removed removes ban bans banned except nobody's one's nobody-else's
  void worthless meaningless unacceptable rarely seldom undecided unsettled unfinished unsigned stays_out kept_out zero`)

/** Leaves the clause it stands in, and the rest of the sentence, open. */
export const DOUBT: ReadonlySet<string> = words(`
  whether unsure wonder wonders wondering ask asks asked asking question questions hope hopes hoping wish wishes want wants wanted plan plans planned planning
  goal goals aim aims aiming propose proposes proposed proposal proposals suggest suggests suggested suggestion intend intends intended intention
  idea notion argument arguments risk risks danger fear fears scenario hypothesis hypothetical hypothetically hypothetical example examples criteria criterion requirement
  requirements condition conditions path road way seek seeks try tries attempt attempts prerequisite prerequisites precondition preconditions
  require requires required rumour rumours rumor rumors impression belief believe believes believed think thinks guess guesses suspect suspects
  appear appears seem seems predict predicts expect expects expected supposed suppose imagine assume assuming possibly possible perhaps maybe
  rumoured rumored whispered potential potentially prospective would-be future eventual tentative tentatively provisional provisionally pending awaiting awaits await
  pretend claim claims claiming claimed wording sentence sentences phrase phrases statement statements rule rules reads
  validator validation fails fail finding findings drift violation violations misconception misconceptions example option options someday nominate nominated nominee
  evaluate evaluates evaluated evaluating evaluation assess assesses assessed assessing examine examines examined examining study studies studied studying
  considering weigh weighs weighing investigate investigates explore explores exploring review reviews reviewed reviewing reviewing compare compares compared comparing comparison
  trial pilot piloting dry-run experiment experimental experimentally candidate candidates candidacy contender contenders aspirant aspires aspire hopeful
  needs need needed must-have ought request requests requested requesting applies applied apply applying vie vies
  check checks verify verifies ensure ensures find_out determine judge judges learn see_if look_at looking_at
  marketed advertised billed touted makers maker maker's makers' vendor vendors vendor's marketing advertising hype brochure dream wished likely unlikely undecided open_question tbd todo draft drafts proposal non-goal non-goals out_of_scope reportedly presumably probably theoretically apparently ostensibly advertisement advertisements advert ad ads flyer website homepage blog tweet newspaper short-listed shortlisted roadmap forecast projection outlook vision wishlist hypothetically-speaking
  disputed disputes contested contests debate debates debated discuss discusses discussed discussing
  lobby lobbies lobbied argue argues argued urges urged campaign recommends recommend recommended recommendation
  eligible eligibility demo prototype simulate simulates simulated simulation mock mocked if_any`)

export const MODAL: ReadonlySet<string> = words(
  `may might could would should will shall must can ought_to going_to has_to have_to had_to needs_to need_to`,
)

export const CONDITION: ReadonlySet<string> = words(`
  if unless until till provided providing assuming suppose supposing whether lest as_long_as so_long_as as_soon_as in_the_event only_if only_when only_after only_once
  on_condition contingent subject_to given_that_condition depending hypothetically in_case`)
export const TEMPORAL: ReadonlySet<string> = words(`when whenever once after by_the_time the_moment the_day`)
/** Opens a clause that is taken for granted. */
export const FACTIVE: ReadonlySet<string> = words(
  `because since although though while whereas now_that given_that as thanks_to even_though even_if even_when whether_or_not no_matter so but yet which who that where hence therefore thus`,
)

export const OTHER_SUBJECT: ReadonlySet<string> = words(
  `€ we they you i people everyone everybody nobody noone someone anyone anybody somebody some management leadership jp cto then there what this these those each he she who`,
)

export const PREPOSITION: ReadonlySet<string> = words(
  `on of for with against by to from about in at under via behind around beside besides next_to than between into through within like unlike versus vs over rather_than instead_of near after before during since until without despite except plus alongside toward towards among onto upon`,
)

export const DETERMINER: ReadonlySet<string> =
  words(`built-in out-of-the-box interim temporary first-class solid next-generation the our a an its their this that his her my your cto's team's new one another only sole single de-facto current actual real
  first undisputed obvious clear established permanent long-standing trusted mature proud current-day full fully-fledged team cto coding agent company ai overall everyday day-to-day regular usual new modern house internal corporate engineering
  global enterprise nightly shared common very same present acting reigning robust reliable certified unified universal final formal legitimate sanctioned one-and-only of_the de_facto`)

export const ADVERB: ReadonlySet<string> = words(`
  now already currently today still also again thus therefore hence hereby indeed always finally effectively officially formally fully long just so then too here there even all both surely
  once_more at_last since_then well_and_truly since yesterday tomorrow meanwhile nowadays henceforth unanimously itself themselves quietly widely generally newly recently rather well quite very simply truly definitely certainly
  ever all_but de_facto de-facto right out up over back straight clearly soon hereafter really basically unofficially internally publicly successfully somehow both`)

/** What an engine may be ready or chosen for on its way: no standing. */
export const LADDER: ReadonlySet<string> = words(`
  evaluation evaluations evaluating evaluated evaluate review reviews reviewing reviewed test tests testing tested comparison comparisons compared compare trial trials experiment experiments
  experimental examination examined discussion candidate candidates candidacy study studies assessment assess assessed pilot pilots artificial fixture fixtures
  measurement measured inspection inspected gate gates gated gating stage stages proof sandbox sandboxes sandboxed admission consideration nomination questions feedback analysis demo demos
  demonstration prototype prototypes deletion removal disposable copied § gated-engine noncritical non-critical canary dry-run dry_run further shadow staging candidate-default rehearsal spike poc bake-off scoring vote voting audit`)

export const USE: ReadonlySet<string> = words(`
  use uses used using run runs ran running rely relies relied depend depends deploy deploys deployed ship ships shipped trust trusts trusted route routes routed send sends sent go goes gone went wire wires wired
  power powers powered powering drive drives drove driven driving handle handles handled handling serve serves served serving execute executes executed process processes processed carry carries carried carrying
  start starts started get gets got take takes took taken receive receives received build builds built work works worked back backs backed backing underpin underpins do does done perform performs performed
  merge merges merged land lands landed delegate delegates delegated hand hands handed assign assigns assigned direct directed flow flows pass passes passed move moved moves migrate migrated moving
  live lives operate operates operating produce produces own owns point points pointed default defaults dispatch dispatches dispatched fall falls select selects picks pick sit sits hinge hinges write writes written
  deliver delivers delivered complete completes put puts entrust entrusted tackle tackles cover covers manage manages process-all manned run_by ride rides riding land_on lands_on rely_on relies_on target targets targeted invoke invokes invoked call calls called cut shift shifts shifted switch switched flipped transferred redirected rerouted employ employs employed leverage leverages support supports supported offer offers offered`)

export const NOD: ReadonlySet<string> = words(
  `green_light green-light go-ahead nod blessing thumbs-up approval approvals sign-off signoff clearance all-clear ok okay seal_of_approval mandate endorsement certification go greenlight consent_of_all imprimatur approval_stamp`,
)
export const RECEIVE: ReadonlySet<string> = words(
  `has have had got gets get received receives obtained obtains won wins earned given granted enjoys holds gained gains carries secured secures awarded collected been_given bears reached attained achieved reaches`,
)
export const GIVE: ReadonlySet<string> = words(
  `gave give gives given granted grant grants issued issue extended awarded awards`,
)

export const EVENT: ReadonlySet<string> =
  words(`approval approvals adoption selection promotion rollout roll-out migration switch switchover cutover cut-over move transition choice certification acceptance deployment sign-off signoff ratification
  appointment election designation launch go-live release elevation graduation introduction release confirmation changeover change-over standardisation standardization endorsement authorisation authorization onboarding installation`)
export const COMPLETED: ReadonlySet<string> =
  words(`done complete completed final finished granted given through confirmed happened happens effective official settled signed announced ended behind stands succeeded successful
  in_place in_effect in_force closed approved over came arrived took_place takes_effect took_effect ratified recorded unanimous made concluded sealed obtained went went_through passed certain irrevocable taken finalised finalized wrapped_up landed executed accomplished binding won issued ok yesterday success`)

export const REPLACE: ReadonlySet<string> = words(
  `replaced replaces superseded supersedes succeeded succeeds displaced displaces ousted supplanted supplants took_over takes_over taken_over dethroned unseated edged_out took_the_place takes_the_place taken_the_place pushed_out`,
)
export const REPLACED: ReadonlySet<string> = words(
  `replaced retired superseded dropped displaced ousted supplanted phased_out swapped abandoned removed switched_off gave_way given_way gives_way make_way made_way dethroned decommissioned discontinued ditched deprecated swapped_out succeeded sunset gone out history`,
)

export const PAST: ReadonlySet<string> = words(
  `was were had became got went did made chose took gave won came`,
)

/** What an engine goes through on its way; of interest only where it stands between the candidate and a standing. */
export const STUDY: ReadonlySet<string> = new Set(
  [...DOUBT].filter((word) =>
    /^(?:evaluat|assess|examin|stud(?:y|ies)|considering|weigh|investigat|explor|review|compar|trial|pilot|experiment|candida|contender|check|discuss|debat|criteri|requirement|condition|need|request|recommend|argu|questions?$|rule|validation|validator|option|disput|contest|draft|verif|ensure|demo|prototype|judg|learn|path|roads?$|way$|expect|eligib|example)/.test(
      word,
    ),
  ),
)

const NO_ADVERB =
  /^(?:only|early|likely|unlikely|apply|reply|supply|rely|family|assembly|anomaly|hardly|barely|scarcely|nearly)$/

/** An adverb that leaves a statement a statement. */
export function isAdverb(word: string): boolean {
  return (
    ADVERB.has(word) ||
    (word.endsWith('ly') &&
      word.length > 4 &&
      !NO_ADVERB.test(word) &&
      !DOUBT.has(word) &&
      !NEGATION.has(word))
  )
}
