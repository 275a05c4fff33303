export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export type JsonObject = Readonly<{ [key: string]: Json | undefined }>
