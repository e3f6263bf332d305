import { variable } from './environment.ts'

/**
 * The GS1 company prefix for the numbers of this site's containers, if it has one.
 * @throws when the prefix in the site file is invalid.
 */
export function companyPrefix(): string | undefined {
  const prefix = process.env[variable.gs1CompanyPrefix] || undefined
  if (prefix !== undefined && !/^\d{4,12}$/.test(prefix))
    throw new Error(`${variable.gs1CompanyPrefix} is ${prefix}; a GS1 company prefix has 4 to 12 digits.`)
  return prefix
}
