import { DefaultStackSynthesizer, Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { CompanyBus, type CompanyBusProps } from '../constructs/company-bus.ts'

/**
 * The bus of a site or of the enterprise, and who may speak on it. A rule that sends to a bus elsewhere is refused until that bus lets it in, and a
 * site and the enterprise send to each other: the buses of both are deployed before the rules of either.
 */
export class BusStack extends Stack {
  constructor(scope: Construct, id: string, props: CompanyBusProps) {
    super(scope, id, {
      description: `Andon, ${props.owner}: the event bus, and who may speak on it`,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    })
    new CompanyBus(this, 'Bus', props)
  }
}
