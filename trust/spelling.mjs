// Prints, as JSON, which of the words on standard input (one a line) British English does not have:
//   node trust/spelling.mjs < words.txt
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import load from 'dictionary-en-gb'
import nspell from 'nspell'

const dictionary = typeof load === 'function' ? await promisify(load)() : load
const speller = nspell(dictionary)
const words = readFileSync(0, 'utf8').split('\n').filter(Boolean)
console.log(JSON.stringify(words.filter(word => !speller.correct(word))))
