/** The variables of the functions, so that infra, functions and the local plant agree on the names. */
export const variable = {
  site: 'ANDON_SITE',
  otherSites: 'ANDON_OTHER_SITES',
  timeZone: 'ANDON_TIME_ZONE',
  shifts: 'ANDON_SHIFTS',
  labourSharing: 'ANDON_LABOUR_SHARING',
  deviceClockTolerance: 'ANDON_DEVICE_CLOCK_TOLERANCE',
  gs1CompanyPrefix: 'ANDON_GS1_COMPANY_PREFIX',
  nameBase: 'ANDON_NAME_BASE',
  table: 'TABLE_NAME',
  bus: 'EVENT_BUS_NAME',
  issuer: 'TOKEN_ISSUER',
  audience: 'TOKEN_AUDIENCE',
  keys: 'TOKEN_KEYS_URL',
  rolesClaim: 'TOKEN_ROLES_CLAIM',
  roleNames: 'TOKEN_ROLE_NAMES',
  personClaim: 'TOKEN_PERSON_CLAIM',
  terminalClient: 'TOKEN_TERMINAL_CLIENT',
  deviationHold: 'DEVIATION_HOLD_ARN',
  holdSpread: 'HOLD_SPREAD_ARN',
  batchRelease: 'BATCH_RELEASE_ARN',
  deviceMessages: 'DEVICE_MESSAGES_QUEUE_URL',
  deviceLanes: 'DEVICE_LANES_QUEUE_URL',
  deadLetters: 'DEAD_LETTERS',
  refusedMessages: 'REFUSED_MESSAGES_QUEUE_URL',
} as const

export type Variable = (typeof variable)[keyof typeof variable]

/**
 * The value of a variable that the stack sets.
 * @throws when it is absent. It is read at import time, so that a wrong deployment fails on its first invocation and not in a command.
 */
export function environment(name: Variable): string {
  const value = process.env[name]
  if (value === undefined || value === '')
    throw new Error(`The environment variable ${name} is not set on this function.`)
  return value
}
