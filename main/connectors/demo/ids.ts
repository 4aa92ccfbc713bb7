import { PEOPLE, PERSON_KEYS, type DemoNetwork, type Owner, type PersonKey } from './people.ts'

/** The platform of a network of the demo. */
export function platformOf(network: DemoNetwork): string {
  return `demo-${network}`
}

export function postIdOf(network: DemoNetwork, key: string): string {
  return `demo:${network}/post/${key}`
}

/** Null: not a post of this network. */
export function postKeyOf(network: DemoNetwork, postId: string): string | null {
  const prefix = postIdOf(network, '')
  return postId.startsWith(prefix) ? postId.slice(prefix.length) : null
}

export function authorIdOf(network: DemoNetwork, person: PersonKey): string {
  return `demo:${network}/person/${person}`
}

/** Null: nobody of this network. */
export function personOf(network: DemoNetwork, authorId: string): PersonKey | null {
  return PERSON_KEYS.find((key) => authorIdOf(network, key) === authorId && PEOPLE[key].handles[network] !== undefined) ?? null
}

export function ownerOf(network: DemoNetwork, authorId: string): Owner | null {
  const person = personOf(network, authorId)
  return person === 'juno' || person === 'linnet' ? person : null
}
