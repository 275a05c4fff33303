import { gramsOfText } from '@boztell/postgres'

/** What people say most, the most frequent first; the rest of the vocabulary is made of syllables. */
const frequent =
  `pesanan saya sudah kami barang kirim bisa untuk dengan harga pembayaran nomor terima kasih alamat toko stok besok
  transfer ukuran warna ongkir resi paket kurir siang pagi sore malam selamat halo admin mohon ditunggu konfirmasi diskon promo
  produk garansi faktur tagihan jadwal meja kopi teh roti nasi ayam ikan sayur buah rumah kantor jalan`.split(/\s+/)
const onsets = 'b c d f g h j k l m n p r s t w y z ng ny'.split(' ')
const codas = ['', '', '', '', 'n', 'ng', 'r', 's', 't', 'k', 'l', 'm', 'p', 'h']
const firstNames =
  `Siti Budi Dewi Agus Rina Andi Putri Joko Wati Eko Sari Hadi Lina Bayu Indah Dian Tono Maya Rudi Yuni`.split(' ')
const lastNames =
  `Aminah Santoso Lestari Wijaya Hartono Susanto Rahayu Pratama Kusuma Halim Siregar Nasution Utami Gunawan`.split(' ')

const WORDS = 20_000
const WORDS_IN_PHRASE = 9
const PHRASES = 100_000

/** Three or four syllables; a number below 2^32 that looks random. */
const madeWord = (rank: number): string => {
  let rest = Math.imul(rank + 1, 0x9e3779b1) >>> 0
  const take = (parts: readonly string[]): string => {
    const part = parts[rest % parts.length] ?? ''
    rest = Math.floor(rest / parts.length) + (rest % 7) * 104_729
    return part
  }
  return Array.from({ length: 3 + (rank % 2) }, () => take(onsets) + take([...'aeiou']) + take(codas)).join('')
}

/** By rank: the word of rank r is said about 1/r times as often as the first. */
const wordOf = (rank: number): string => frequent[rank] ?? madeWord(rank)

/** As often in real texts: log-uniform ranks. The same at each run. */
const rankAt = (turn: number): number => {
  const random = ((Math.imul(turn ^ 0x9e3779b9, 0x85ebca6b) ^ (turn * 2_654_435_761)) >>> 0) / 2 ** 32
  return Math.floor(WORDS ** random) - 1
}

export type Phrase = Readonly<{ text: string; grams: string }>

const withGrams = (text: string): Phrase => ({ text, grams: gramsOfText(text) })

export const phrases = (): readonly Phrase[] =>
  Array.from({ length: PHRASES }, (_, phrase) =>
    withGrams(
      Array.from({ length: WORDS_IN_PHRASE }, (_, word) => wordOf(rankAt(phrase * WORDS_IN_PHRASE + word))).join(' '),
    ),
  )

export const names = (): readonly Phrase[] =>
  firstNames.flatMap((first) => lastNames.map((last) => withGrams(`${first} ${last}`)))

/** What is looked for. */
export const sought = {
  /** Each in about every third message. */
  common: [0, 1].map(wordOf),
  /** In a few of a million. */
  rare: Array.from({ length: 400 }, (_, turn) => wordOf(12_000 + turn * 19)),
  nowhere: Array.from({ length: 400 }, (_, turn) => `xyq${madeWord(turn)}`),
  names: firstNames,
}
