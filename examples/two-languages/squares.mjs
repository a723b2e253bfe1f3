const squares = Array.from({ length: 5 }, (_, n) => n * n);
console.log(JSON.stringify({ language: "javascript", squares }));
