// Petgate's mark, a paw on a green ground: as SVG, and as PNG for home screens, both from the same few ellipses.
import zlib from 'node:zlib';

const ground = [0x0f, 0x76, 0x6e];
// Centre, radii and turn (degrees) on a field of 64.
const ellipses = [
    [32, 41, 12.5, 10.5, 0],
    [15.5, 31, 4.6, 6.6, -28], [25.5, 21, 4.9, 7.2, -10], [38.5, 21, 4.9, 7.2, 10], [48.5, 31, 4.6, 6.6, 28],
];

export function markSvg() {
    const shapes = ellipses.map(([x, y, rx, ry, turn]) =>
        `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}"${turn ? ` transform="rotate(${turn} ${x} ${y})"` : ''}/>`);
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="15" fill="#0f766e"/>`
        + `<g fill="#fff">${shapes.join('')}</g></svg>\n`;
}

function inPaw(x, y) {
    return ellipses.some(([cx, cy, rx, ry, turn]) => {
        const angle = turn * Math.PI / 180;
        const dx = x - cx, dy = y - cy;
        const u = (dx * Math.cos(angle) + dy * Math.sin(angle)) / rx;
        const v = (-dx * Math.sin(angle) + dy * Math.cos(angle)) / ry;
        return u * u + v * v <= 1;
    });
}

function chunk(type, data) {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
}

function crc(bytes) {
    let c = 0xffffffff;
    for (const byte of bytes) {
        c ^= byte;
        for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    }
    return (c ^ 0xffffffff) >>> 0;
}

/* Full square, since home screens cut their own corners; the paw keeps inside the safe circle. */
export function markPng(size) {
    const raw = Buffer.alloc(size * (1 + size * 3));
    const grain = 4;
    for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++) {
            let hits = 0;
            for (let s = 0; s < grain * grain; s++)
                hits += inPaw((x + (s % grain + 0.5) / grain) * 64 / size, (y + (Math.floor(s / grain) + 0.5) / grain) * 64 / size);
            const white = hits / (grain * grain);
            for (let c = 0; c < 3; c++)
                raw[y * (1 + size * 3) + 1 + x * 3 + c] = Math.round(ground[c] + (255 - ground[c]) * white);
        }
    const head = Buffer.alloc(13);
    head.writeUInt32BE(size, 0);
    head.writeUInt32BE(size, 4);
    head.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head),
        chunk('IDAT', zlib.deflateSync(raw, {level: 9})), chunk('IEND', Buffer.alloc(0))]);
}
