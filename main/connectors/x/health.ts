import type { ConnectorContext, HealthReport } from '../connector.ts'
import { accountToken, readSession } from './auth/session.ts'
import { permissions } from './manifest.ts'

/**
 * X charges for every question that would tell more, so that only what is free is looked at: whether the tokens can still be renewed when they are
 * about to end, and what was allowed when they were given out.
 */
export async function health(context: ConnectorContext): Promise<HealthReport> {
  await accountToken(context).current()
  const granted = (await readSession(context)).scope.split(/\s+/)
  return { missing: permissions.filter(({ name }) => !granted.includes(name)).map(({ purpose }) => purpose), limits: [], apiEndsOn: null }
}
