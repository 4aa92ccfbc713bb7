import { connectors } from '../../main/connectors/all.ts'
import { capabilitiesPage } from './capabilities-page.ts'

/** The pages under `docs` that are written from data, by their path in the repository. */
export function writtenPages(): Readonly<Record<string, string>> {
  const networks = connectors.map(({ manifest }) => manifest).filter(({ listed }) => listed)
  return {
    'docs/capabilities.md': capabilitiesPage(
      // Where a sign-in asks for a server and names none, there is no server whose limits could be the network's.
      networks.map((manifest) => ({ ...manifest, serversDiffer: manifest.authMethods.every(({ fields }) => fields.some(isAnyServer)) })),
    ),
  }
}

function isAnyServer({ name, initial }: { readonly name: string; readonly initial: string }): boolean {
  return name === 'server' && initial === ''
}
