import type { Params } from './sentences/words.ts'

/**
 * All refusal codes. The key is the `code` of a problem, the last segment of its URI and the name of its page in docs/problems/; `status` is the HTTP
 * status.
 */
export const refusals = {
  'invalid-request': { status: 400, title: 'The request cannot be read as what this operation takes' },
  'barcode-invalid': { status: 400, title: 'The code cannot be read as what it claims to be' },
  'idempotency-key-missing': { status: 400, title: 'A command needs an Idempotency-Key' },
  unauthorized: { status: 401, title: 'No valid token of this site' },
  forbidden: { status: 403, title: 'Your role may not do this' },
  'not-found': { status: 404, title: 'There is no such thing at this site' },
  'stale-version': { status: 412, title: 'It has changed since you read it' },
  'precondition-required': { status: 428, title: 'The request would drop what is defined' },
  'payload-too-large': { status: 413, title: 'The request is larger than this operation reads' },
  'method-not-allowed': { status: 405, title: 'There is no such method at that path' },
  'unsupported-media-type': { status: 415, title: 'This operation does not read that media type' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'answer-too-large': { status: 422, title: 'The answer is larger than one response carries' },
  'too-much-at-once': { status: 422, title: 'The command would change more than one commit holds' },
  'internal-fault': { status: 500, title: 'Andon failed; nothing was changed' },
  busy: { status: 503, title: 'Too many writers at once; nothing was changed' },

  'already-exists': { status: 409, title: 'The id is taken' },

  'recipe-wrong-status': { status: 409, title: 'The recipe version is not in the state that this needs' },
  'recipe-not-approved': { status: 409, title: 'No approved version of the recipe' },
  'recipe-on-hold': { status: 409, title: 'The recipe version is on hold' },
  'recipe-invalid': { status: 409, title: 'The recipe cannot be executed as it is written' },
  'recipe-wrong-product': { status: 409, title: 'The recipe makes another product' },
  'recipe-for-rework': { status: 409, title: 'The recipe is for rework only' },
  'recipe-not-for-rework': { status: 409, title: 'The recipe is not for rework' },
  'quantity-outside-batch-size': { status: 409, title: 'The quantity is outside the batch size of the recipe' },
  'line-not-in-recipe': { status: 409, title: 'The order asks for a material line that the recipe does not have' },

  'order-wrong-status': { status: 409, title: 'The order is not in the state that this needs' },
  'order-on-hold': { status: 409, title: 'The order is on hold' },
  'steps-incomplete': { status: 409, title: 'Steps of the order are not complete' },
  'nothing-produced': { status: 409, title: 'The order has produced nothing' },

  'change-wrong-status': { status: 409, title: 'The change is not in the state that this needs' },
  'change-outdated': { status: 409, title: 'The order is not the one that the change was proposed for' },
  'change-without-effect': { status: 409, title: 'The change would change nothing' },
  'change-incompatible': { status: 409, title: 'Something was executed that the change does not fit' },
  'remainder-unavailable': { status: 409, title: 'No part of the order can be made by another version' },

  'step-unknown': { status: 409, title: 'The recipe has no such step' },
  'step-already-started': { status: 409, title: 'The step was started before' },
  'step-not-running': { status: 409, title: 'The step is not running' },
  'late-booking': { status: 409, title: 'The act cannot be booked for that time' },
  'predecessor-incomplete': { status: 409, title: 'A step that must come before is not complete' },
  'units-not-available': { status: 409, title: 'The step does not have that many units to work on' },
  'step-not-optional': { status: 409, title: 'The step may not be left out' },
  'timer-running': { status: 409, title: 'A time that has to pass is not over' },
  'timer-exceeded': { status: 409, title: 'A time that may pass at most is over' },
  'same-person': { status: 409, title: 'Another person has to do this' },
  'override-unfit': { status: 409, title: 'This cannot be overridden' },

  'person-not-qualified': { status: 409, title: 'The person is not qualified for this step' },
  'qualification-expired': { status: 409, title: 'A qualification of the person has expired' },

  'already-clocked-on': { status: 409, title: 'The person is on the clock for this already' },
  'too-many-open-entries': { status: 409, title: 'The person is on the clock for too much at once' },
  'not-clocked-on': { status: 409, title: 'The person is not on the clock for that' },
  'clock-off-ambiguous': { status: 409, title: 'The person is on the clock for several things; name one' },
  'clock-off-late': { status: 409, title: 'The clock-off comes more than a day late' },
  'on-break': { status: 409, title: 'The person is on a break' },
  'not-on-break': { status: 409, title: 'The person is not on a break' },
  'interval-invalid': { status: 409, title: 'The times cannot be those of one stretch of work' },
  'interval-in-future': { status: 409, title: 'The time has not come yet' },
  'interval-overlaps': { status: 409, title: 'The person was on the clock for the same at that time' },

  'hierarchy-broken': { status: 409, title: 'The equipment hierarchy has to rise from level to level' },
  'equipment-unknown': { status: 409, title: 'There is no such equipment' },
  'equipment-missing': { status: 409, title: 'The step needs an equipment' },
  'equipment-wrong': { status: 409, title: 'The equipment is not the one that the step asks for' },
  'equipment-incapable': { status: 409, title: 'The equipment cannot do what the step asks for' },
  'equipment-not-set-up': { status: 409, title: 'The equipment is not set up for the product' },
  'equipment-occupied': { status: 409, title: 'The equipment is in use by another order' },
  'equipment-on-hold': { status: 409, title: 'The equipment is on hold' },
  'equipment-in-maintenance': { status: 409, title: 'The equipment is in maintenance' },
  'equipment-calibration-due': { status: 409, title: 'The calibration of the equipment is due' },
  'equipment-not-clean': { status: 409, title: 'The equipment has to be cleaned first' },

  'state-no-stop': { status: 409, title: 'The equipment did not stand then' },
  'state-times-wrong': { status: 409, title: 'The times do not fit the state' },
  'stop-reason-unknown': { status: 409, title: 'The equipment has no such reason for a stop' },
  'call-open': { status: 409, title: 'A call of that kind is open there already' },
  'call-wrong-status': { status: 409, title: 'The call is not in the state that this needs' },

  'equipment-locked-out': { status: 409, title: 'The equipment is locked out for maintenance' },
  'maintenance-overdue': { status: 409, title: 'Maintenance of the equipment is overdue' },
  'maintenance-open': { status: 409, title: 'That maintenance is open already' },
  'maintenance-wrong-status': {
    status: 409,
    title: 'The work order of maintenance is not in the state that this needs',
  },
  'plan-unknown': { status: 409, title: 'The equipment has no such plan of maintenance' },
  'maintenance-incomplete': { status: 409, title: 'The maintenance lacks an answer that its plan asks for' },
  'standard-overdue': { status: 409, title: 'The calibration of the reference standard is overdue' },

  'not-a-scale': { status: 409, title: 'The equipment is not a scale' },
  'scale-invalid': { status: 409, title: 'The scale cannot weigh as it is defined' },
  'scale-not-checked': { status: 409, title: 'The scale has not passed its check of today' },
  'scale-check-unfit': { status: 409, title: 'The readings are not those of the check of the scale' },
  'scale-out-of-range': { status: 409, title: 'The scale does not weigh that much, or that little' },
  'reading-off-increment': { status: 409, title: 'The scale cannot show that reading' },
  'reading-not-from-device': { status: 409, title: 'The scale has not said that' },
  'weighing-unbalanced': { status: 409, title: 'The readings do not come to the net weight' },
  'potency-unknown': { status: 409, title: 'The potency of the lot is not known' },
  'compensation-out-of-order': { status: 409, title: 'The active is weighed before its compensator' },
  'line-weighed': { status: 409, title: 'The material of this line has to be weighed' },
  'container-used': { status: 409, title: 'The container has been used for this order' },
  'dispensed-unknown': { status: 409, title: 'Nothing was weighed into that container' },
  'container-mismatch': { status: 409, title: 'That is another container' },
  'container-not-verified': { status: 409, title: 'A container has not been verified by a second person' },
  'container-decided': { status: 409, title: 'The container was verified, rejected or charged before' },
  'container-not-taken': { status: 409, title: 'The step does not charge that container' },
  'container-not-charged': { status: 409, title: 'A dispensed container has not been charged' },

  'line-unknown': { status: 409, title: 'The step has no such material line' },
  'line-over-tolerance': { status: 409, title: 'More than the tolerance of the material line allows' },
  'line-incomplete': { status: 409, title: 'A material line is not complete within its tolerance' },
  'backflush-missing': { status: 409, title: 'What the completion has to book is not there' },
  'backflush-unfit': { status: 409, title: 'What is to be booked does not fit the lines of the step' },
  'yield-out-of-range': { status: 409, title: 'The yield is outside its range' },
  'counts-differ': { status: 409, title: 'The order has made another number than its steps have finished' },
  'balance-open': { status: 409, title: 'What came out is not what went in' },

  'lot-not-next': { status: 409, title: 'Another lot is to be used first' },
  'drawn-ahead': { status: 409, title: 'Material was drawn for the step already' },
  'consumption-unknown': { status: 409, title: 'The order has no such consumption' },
  'production-unknown': { status: 409, title: 'The order has no such production' },
  'result-unknown': { status: 409, title: 'The order has no such result' },
  'output-moved-on': { status: 409, title: 'What was made is not there any more' },
  'return-exceeded': { status: 409, title: 'More than is still there to give back' },
  'not-reserved': { status: 409, title: 'That much is not reserved for the order' },
  'too-many-reservations': { status: 409, title: 'The order has stock reserved in too many lots' },

  'lot-unknown': { status: 409, title: 'There is no such lot' },
  'lot-wrong-material': { status: 409, title: 'The lot is of another material' },
  'lot-not-released': { status: 409, title: 'The lot is not released' },
  'lot-wrong-status': { status: 409, title: 'The lot is not in the state that this needs' },
  'lot-expired': { status: 409, title: 'The lot has expired' },
  'lot-retest-due': { status: 409, title: 'The lot has to be tested again' },
  'lot-reserved': { status: 409, title: 'The lot is reserved for others' },
  'lot-on-hold': { status: 409, title: 'The lot is on hold' },
  'lot-insufficient': { status: 409, title: 'The lot does not hold that much' },
  'lot-of-another-order': { status: 409, title: 'The lot belongs to another order' },
  'split-unbalanced': { status: 409, title: 'The parts of a split do not come to what is there' },
  'merging-forbidden': { status: 409, title: 'Lots of this material are not merged' },
  'lots-not-alike': { status: 409, title: 'The lots are too different to become one' },
  'count-as-recorded': { status: 409, title: 'The count is what is on record' },
  'storage-unfit': { status: 409, title: 'The place is not fit to store this' },
  'shipment-misdirected': { status: 409, title: 'The shipment goes somewhere else' },
  'sublot-missing': { status: 409, title: 'The stock of the lot is in sublots; name one' },
  'sublot-unknown': { status: 409, title: 'The lot has no such sublot' },
  'sublot-on-hold': { status: 409, title: 'The sublot is on hold' },
  'sublot-not-released': { status: 409, title: 'The sublot is not released' },
  'sublot-packed': { status: 409, title: 'The sublot is packed in a container' },
  'serial-duplicated': { status: 409, title: 'The serial number is taken' },
  'unit-mismatch': { status: 409, title: 'The units measure different things' },

  'unit-unknown': { status: 409, title: 'The order builds no such unit' },
  'unit-missing': { status: 409, title: 'It has to be said which unit' },
  'unit-unfit': { status: 409, title: 'The state of the unit does not allow this' },
  'unit-incomplete': { status: 409, title: 'Components of the unit are missing' },
  'units-unfinished': { status: 409, title: 'Units of the order are begun and not finished' },
  'sublot-built-in': { status: 409, title: 'The piece is built into a unit' },

  'container-unknown': { status: 409, title: 'There is no such container' },
  'container-packed': { status: 409, title: 'The container stands in another one' },
  'container-in-itself': { status: 409, title: 'A container cannot be in itself' },
  'container-closed': { status: 409, title: 'The container has left the house' },
  'container-full': { status: 409, title: 'More than a container takes, or ships at once' },
  'container-empty': { status: 409, title: 'The container is empty' },
  'not-in-container': { status: 409, title: 'The container does not hold that' },
  'sscc-unavailable': { status: 409, title: 'The site can make no SSCC' },

  'parameter-unknown': { status: 409, title: 'The step has no such parameter or check' },
  'parameter-missing': { status: 409, title: 'A parameter or check of the step has no result' },
  'parameter-from-device': { status: 409, title: 'A device measures this; it is not typed' },
  'parameter-out-of-limits': { status: 409, title: 'A result is outside its limits' },
  'reason-missing': { status: 409, title: 'A reason is needed' },
  'reason-code-unknown': { status: 409, title: 'The step has no such reason' },

  'hold-already-released': { status: 409, title: 'The hold was released before' },
  'hold-of-deviation': { status: 409, title: 'The hold ends with the disposition of its deviation' },
  'hold-active-at-origin': { status: 409, title: 'The hold is still active at the site that it came from' },
  'hold-open': { status: 409, title: 'A hold is open' },
  'deviation-wrong-status': { status: 409, title: 'The deviation is not in the state that this needs' },
  'disposition-unfit': { status: 409, title: 'The disposition does not fit what the deviation is about' },
  'deviation-open': { status: 409, title: 'A deviation is open' },
  'exception-unknown': { status: 409, title: 'The batch has no such exception' },
  'exception-not-reviewed': { status: 409, title: 'An exception has not been reviewed' },
  'batch-decided': { status: 409, title: 'The batch was decided before' },

  'signature-missing': { status: 409, title: 'A signature is needed' },
  'signature-invalid': { status: 409, title: 'The sign-in of a signature is not valid at this site' },
  'signature-stale': { status: 409, title: 'The sign-in of a signature is too old' },
  'signature-used': { status: 409, title: 'The sign-in of a signature was used before' },
  'signature-wrong-role': { status: 409, title: 'The person who signed may not sign this' },
  'signature-wrong-meaning': { status: 409, title: 'The signature attests something else' },
  'signature-same-person': { status: 409, title: 'Two different people have to sign' },
} as const satisfies Record<string, { status: number; title: string }>

export type RefusalCode = keyof typeof refusals

/** One reason of a refusal, as data: what is wrong, and what it is about. */
export interface Violation {
  readonly code: RefusalCode
  /** The sentence of the code, if the code has several (events/sentences). */
  readonly variant?: string
  readonly params: Params
  readonly ref?: string
  /** Another person may override it by signature (`POST .../override`). */
  readonly overridable?: true
  /** A warning that was passed, which quality reviews with the batch. */
  readonly review?: true
}

/** A violation with its sentence: in a fact in English, in an answer in the language of the caller. */
export interface ToldViolation extends Violation {
  readonly detail: string
}
