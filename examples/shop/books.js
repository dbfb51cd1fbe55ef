// The shop's books. All of them are made up.
export const books = [
  ['B-01', 'Tides and Timetables', 'A walker’s year on the mudflats.', 18.5, 190],
  ['B-02', 'Eleven Thousand Kilometres', 'One bird, one ocean, no stop.', 24, 210],
  ['B-03', 'The Patient Estuary', 'What rivers leave behind.', 16.9, 160],
  ['B-04', 'Salt, Sand, Silence', 'Poems from the wrack line.', 12, 35],
  ['B-05', 'A Field Guide to Fog', 'How to see when you cannot.', 21.5, 250],
  ['B-06', 'Letters from Spurn', 'A lighthouse correspondence.', 14.5, 10],
  ['B-07', 'Ringing the Changes', 'Forty springs with a notebook.', 19.9, 120],
  ['B-08', 'North by Feather', 'Maps that birds carry.', 27, 280],
].map(([sku, title, text, price, hue]) => ({
  sku,
  title,
  text,
  price,
  hue,
  author: 'Shorebird Press',
}));
