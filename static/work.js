// The work at a crowded door, beside the page so that the page stays quick. For each part i a number is
// sought with which SHA-256("challenge.i.number") begins with so many zero bits. SHA-256 is written out
// here for one short text: asking the browser's own for each try takes many times as long.
"use strict";

const K = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const PARTS = 8;
const words = new Int32Array(64);

// The first 32 bits of the digest of one block: more zeros are never asked for.
function digest(block) {
  words.set(block);
  for (let i = 16; i < 64; i += 1) {
    const a = words[i - 15];
    const b = words[i - 2];
    const s = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const t = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    words[i] = (words[i - 16] + s + words[i - 7] + t) | 0;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i += 1) {
    const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t = (h + s + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const u = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const v = (u + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t) | 0;
    d = c; c = b; b = a; a = (t + v) | 0;
  }
  return (a + START[0]) | 0;
}

function search(start, bits) {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  const text = new TextEncoder().encode(`${start}0000000000`);
  const last = text.length - 1;
  bytes.set(text);
  bytes[text.length] = 0x80;
  view.setUint32(60, text.length * 8);
  const block = new Int32Array(16);
  for (let i = 0; i < 16; i += 1) block[i] = view.getInt32(i * 4);
  while (Math.clz32(digest(block)) < bits) {
    // One further, digit by digit from the last.
    let at = last;
    while (bytes[at] === 0x39) bytes[at--] = 0x30;
    bytes[at] += 1;
    for (let i = at >> 2; i <= last >> 2; i += 1) block[i] = view.getInt32(i * 4);
  }
  return new TextDecoder().decode(bytes.subarray(last - 9, last + 1));
}

onmessage = ({ data: { challenge, bits } }) => {
  const found = [];
  for (let part = 0; part < PARTS; part += 1) found.push(search(`${challenge}.${part}.`, bits));
  postMessage(found.join("-"));
};
