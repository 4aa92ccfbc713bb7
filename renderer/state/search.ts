import { create } from 'zustand'

/** What stands in the search field; kept while other views are looked at. */
export const useSearchText = create<{ readonly text: string }>(() => ({ text: '' }))

export function setSearchText(text: string): void {
  useSearchText.setState({ text })
}
