import { vi } from 'vitest'
import { roles } from '../../events/names.ts'
import { variable } from '../../shared/runtime/environment.ts'

/** Sets the variables that a stack sets for a function. Call it before the import of the handler, which reads them. */
export function setFunctionEnvironment(): void {
  const values: Record<keyof typeof variable, string> = {
    site: 'lyon',
    otherSites: 'cork',
    timeZone: 'Europe/Paris',
    shifts: '[{"shiftId":"early","from":"06:00","to":"14:00"}]',
    labourSharing: 'equal-share',
    deviceClockTolerance: '120',
    gs1CompanyPrefix: '9521234',
    nameBase: 'https://lyon.andon.example',
    table: 'plant',
    bus: 'facts',
    deadLetters: '[]',
    issuer: 'https://issuer.example',
    audience: 'andon',
    keys: 'https://issuer.example/.well-known/jwks.json',
    rolesClaim: 'cognito:groups',
    roleNames: JSON.stringify(Object.fromEntries(roles.map((role) => [role, role]))),
    personClaim: 'andon:person',
    terminalClient: 'terminals',
    deviationHold: 'arn:aws:states:eu-west-3:123456789012:stateMachine:DeviationHold',
    holdSpread: 'arn:aws:states:eu-west-3:123456789012:stateMachine:HoldSpread',
    batchRelease: 'arn:aws:states:eu-west-3:123456789012:stateMachine:BatchRelease',
    deviceMessages: 'https://sqs.eu-west-3.amazonaws.com/123456789012/DeviceMessages',
    deviceLanes: 'https://sqs.eu-west-3.amazonaws.com/123456789012/lanes.fifo',
    refusedMessages: 'https://sqs.eu-west-3.amazonaws.com/123456789012/RefusedMessages',
  }
  for (const [name, value] of Object.entries(values)) vi.stubEnv(variable[name as keyof typeof variable], value)
  vi.stubEnv('AWS_REGION', 'eu-west-3')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  // The handlers log every failure that these tests cause.
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT')
}
