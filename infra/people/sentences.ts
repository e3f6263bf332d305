import { Mistake } from './mistake.ts'

interface About {
  readonly user: string | undefined
  readonly region: string
}

/** What people can cure, by the name of the error of AWS. */
const cures: Readonly<Record<string, (about: About, message: string) => string>> = {
  UsernameExistsException: ({ user }) =>
    `There is an account ${user} already: "roles" changes its roles, "password" its password.`,
  UserNotFoundException: ({ user }) => `There is no account ${user}; "list" shows them.`,
  ResourceNotFoundException: (_, message) =>
    `Cognito does not find what it needs: ${message} Deploy the present version of the stack.`,
  NotAuthorizedException: ({ user }, message) =>
    `Cognito does not let ${user} in: ${message} A wrong or expired password: "password ${user}" gives a new one. A disabled account: "enable ${user}".`,
  InvalidPasswordException: (_, message) =>
    `Cognito does not take this password: ${message} Nothing was changed; run the command again.`,
  CodeMismatchException: () => wrongCode,
  EnableSoftwareTokenMFAException: () => wrongCode,
  ExpiredCodeException: () => wrongCode,
  TooManyRequestsException: () => 'Cognito has had too many requests. Wait a minute, and run the command again.',
  LimitExceededException: () => 'Cognito has had too many tries. Wait a quarter of an hour, and run the command again.',
  AccessDeniedException: (_, message) => `These credentials are not enough: ${message}`,
  CredentialsProviderError: ({ region }) =>
    `There are no credentials of AWS here. Sign in (aws sso login) or set AWS_PROFILE; the site is in ${region}.`,
  ExpiredTokenException: () => expired,
  ExpiredToken: () => expired,
  UnrecognizedClientException: () => 'AWS does not know these credentials. Use those of the account of the site.',
}

const wrongCode =
  'The code is not the right one, and nothing was changed. Wait for the next code, see that the clock of the phone is right, and run the command again.'
const expired = 'The credentials of AWS have expired. Sign in again (aws sso login), and run the command again.'

/** The sentence for an error, or undefined for one that nobody expects. */
export function sentenceOf(error: unknown, about: About): string | undefined {
  if (error instanceof Mistake) return error.message
  if (!(error instanceof Error)) return undefined
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `AWS in ${about.region} cannot be reached from here (${code}). See that the network is there, and run the command again.`
  return cures[error.name]?.(about, error.message)
}
