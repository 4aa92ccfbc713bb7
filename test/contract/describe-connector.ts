import { describe } from 'vitest'
import { describeFailures } from './failures.ts'
import { describeHealth } from './health.ts'
import { describeLiving } from './living.ts'
import { describeManifest } from './manifest.ts'
import { describeNormalising } from './normalising.ts'
import { describeReading } from './reading.ts'
import type { ContractSetup } from './setup.ts'
import { describeViews } from './views.ts'
import { describeWriting } from './writing.ts'

/**
 * What every connector promises, as tests. `setup` is called once per test that needs it and may hand out the same world each time.
 * Call it at the top level of a test file of the connector's own.
 */
export function describeConnector(name: string, setup: () => Promise<ContractSetup>): void {
  describe(`The contract of ${name}`, () => {
    describeManifest(setup)
    describeNormalising(setup)
    describeReading(setup)
    describeViews(setup)
    describeLiving(setup)
    describeWriting(setup)
    describeHealth(setup)
    describeFailures(setup)
  })
}
