import json

print(json.dumps({"language": "python", "squares": [n * n for n in range(5)]}))
