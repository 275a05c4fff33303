/** What a phone page is told: a chat changed, or the business is typing. */
export type PhoneNews = Readonly<{ customer: string; event: 'changed' | 'typing' }>

/** Tells the phone page whose chat changed. */
export type Watchers = Readonly<{
  tell: (customer: string, event?: PhoneNews['event']) => void
  /** Calls back on each change until the returned function is called. */
  watch: (onNews: (news: PhoneNews) => void) => () => void
}>

export const createWatchers = (): Watchers => {
  const callbacks = new Set<(news: PhoneNews) => void>()
  return {
    tell: (customer, event = 'changed') => {
      for (const callback of callbacks) callback({ customer, event })
    },
    watch: (onNews) => {
      callbacks.add(onNews)
      return () => callbacks.delete(onNews)
    },
  }
}
