import type { Stack } from 'aws-cdk-lib/core'

/**
 * Exports what another stack may use, whether it does at the moment or not. Otherwise the export would go with its last use, and
 * CloudFormation updates the stack that exports first: it refuses to take away what the other one, not yet updated, still imports.
 */
export function exportForGood(stack: Stack, values: readonly string[]): void {
  for (const value of values) stack.exportValue(value)
}
