const rules: ReadonlyArray<readonly [form: RegExp, write: (...digits: string[]) => string]> = [
  [/^55(\d{2})9(\d{8})$/, (_, area, number) => `55${area}${number}`],
  [/^55(\d{2})(\d{8})$/, (_, area, number) => `55${area}9${number}`],
  [/^521(\d{10})$/, (_, number) => `52${number}`],
  [/^52(\d{10})$/, (_, number) => `521${number}`],
  [/^549(\d{10})$/, (_, number) => `54${number}`],
  [/^54(\d{10})$/, (_, number) => `549${number}`],
]

/** The other ways WhatsApp may write the same phone in Brazil, Mexico and Argentina. */
export const numberVariants = (waId: string): string[] =>
  rules.filter(([form]) => form.test(waId)).map(([form, write]) => waId.replace(form, write))
