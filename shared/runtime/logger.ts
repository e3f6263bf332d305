import { Logger } from '@aws-lambda-powertools/logger'

/** One JSON line per event. Bodies are never logged: they hold sign-in tokens and people's names. */
export const logger = new Logger({ serviceName: process.env.POWERTOOLS_SERVICE_NAME ?? 'andon' })
