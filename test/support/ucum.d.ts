/** The part of the National Library of Medicine's UCUM library that the tests use; it has no types of its own. */
declare module '@lhncbc/ucum-lhc' {
  export class UcumLhcUtils {
    static getInstance(): UcumLhcUtils
    validateUnitString(unit: string): { status: 'valid' | 'invalid' | 'error'; ucumCode: string | null }
    convertUnitTo(
      from: string,
      value: number,
      to: string,
    ): { status: 'succeeded' | 'failed' | 'error'; toVal: number | null }
  }
}
