/** What a process does until it is killed. */
export const phases = ['sync', 'prune', 'migration', 'backup', 'restore'] as const
export type Phase = (typeof phases)[number]

/** A draft that is on the disk. */
export type ToldDraft = { readonly id: string; readonly revision: number; readonly text: string }

/** What the process says: it opens the database, has opened it, has done once what it does, has written a draft. */
export type FromDataChild = { readonly kind: 'opening' | 'ready' | 'did' } | ({ readonly kind: 'draft' } & ToldDraft)
