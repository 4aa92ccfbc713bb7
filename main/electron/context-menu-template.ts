import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import { externalAddress } from './navigation-guard.ts'

/** What the items do that the system has no role for. */
export type ContextMenuActions = {
  readonly openLink: (address: string) => void
  readonly copyText: (text: string) => void
  readonly copyImage: () => void
  readonly replaceMisspelling: (word: string) => void
}

/** The part of what Electron tells that decides. */
export type ContextMenuPlace = Pick<
  ContextMenuParams,
  'isEditable' | 'selectionText' | 'linkURL' | 'mediaType' | 'hasImageContents' | 'misspelledWord' | 'dictionarySuggestions' | 'editFlags'
>

/** The items for the place that was clicked; none where there is nothing to do. */
export function contextMenuTemplate(place: ContextMenuPlace, actions: ContextMenuActions): MenuItemConstructorOptions[] {
  const groups: MenuItemConstructorOptions[][] = []
  if (place.isEditable && place.misspelledWord !== '') {
    groups.push(place.dictionarySuggestions.map((word) => ({ label: word, click: () => actions.replaceMisspelling(word) })))
  }
  const link = externalAddress(place.linkURL)
  if (link !== null) {
    groups.push([
      { label: 'Open Link in Browser', click: () => actions.openLink(link) },
      { label: 'Copy Link', click: () => actions.copyText(link) },
    ])
  }
  if (place.mediaType === 'image' && place.hasImageContents) groups.push([{ label: 'Copy Image', click: actions.copyImage }])
  if (place.isEditable) {
    const { canCut, canCopy, canPaste, canSelectAll } = place.editFlags
    groups.push([
      { role: 'cut', enabled: canCut },
      { role: 'copy', enabled: canCopy },
      { role: 'paste', enabled: canPaste },
      { role: 'selectAll', enabled: canSelectAll },
    ])
  } else if (place.selectionText.trim() !== '') {
    groups.push([{ role: 'copy' }])
  }
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index): MenuItemConstructorOptions[] => (index === 0 ? group : [{ type: 'separator' }, ...group]))
}
