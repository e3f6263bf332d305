import { Logger } from '@aws-lambda-powertools/logger'

/** It opens the standard streams, which takes about 5 ms of processor at a cold start; most calls have nothing to say. */
let made: Logger | undefined
const opened = (): Logger => {
  made ??= new Logger({ serviceName: process.env.POWERTOOLS_SERVICE_NAME ?? 'andon' })
  return made
}

/** One JSON line per event. Bodies are never logged: they hold sign-in tokens and people's names. */
export const logger: Pick<Logger, 'warn' | 'error'> = {
  warn: (said, ...more) => opened().warn(said, ...more),
  error: (said, ...more) => opened().error(said, ...more),
}
