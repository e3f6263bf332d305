import { Logger } from '@aws-lambda-powertools/logger'

/** Made on demand: the logger opens the standard streams, about 5 ms of processor time at a cold start, and most calls log nothing. */
let made: Logger | undefined
const opened = (): Logger => {
  made ??= new Logger({ serviceName: process.env.POWERTOOLS_SERVICE_NAME ?? 'andon' })
  return made
}

/** One JSON line per event. Bodies are never logged: they hold sign-in tokens and people's names. */
export const logger: Pick<Logger, 'info' | 'warn' | 'error'> = {
  info: (said, ...more) => opened().info(said, ...more),
  warn: (said, ...more) => opened().warn(said, ...more),
  error: (said, ...more) => opened().error(said, ...more),
}
