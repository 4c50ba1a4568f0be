import Testing

@testable import ModelReferences

struct PythonTextTests {
    typealias Case = DownloaderTests.Case

    @Test(
        "what Python code loads is found",
        arguments: [
            Case("snapshot_download(repo_id=\"o/m\", local_dir='/m')", "o/m hf_hub >/m"),
            Case("hf_hub_download('o/m', 'x.gguf', revision='main')", "o/m hf_hub @main"),
            Case(
                "AutoModel.from_pretrained(\n    \"o/m\",  # the model\n    revision = \"abc\",\n)", "o/m hf_hub @abc"),
            Case("AutoTokenizer.from_pretrained('o/m')", "o/m hf_hub (tokenizer)"),
            Case("PeftModel.from_pretrained(model, 'o/lora')", "o/lora hf_hub (adapter)"),
            Case("from transformers import pipeline\np = pipeline('ner', model=\"o/m\")", "o/m hf_hub"),
            Case("from transformers import pipeline\np = pipeline('summarization')", "summarization hf_hub !mutable"),
            Case(
                "M = \"o/m\"\nR: str = 'main'\nx = load(M)\nAutoModel.from_pretrained(M, revision=R)",
                "o/m hf_hub @main"),
            Case(
                "class C:\n  def __init__(self):\n    self.m = 'o/m'\n    self.p = T.from_pretrained(self.m)",
                "o/m hf_hub"),
            Case("import os\nm = os.environ.get('MODEL', 'o/m')\nT.from_pretrained(m)", "o/m hf_hub !unresolved"),
            Case("T.from_pretrained(os.environ['KNOWN'])", "o/known hf_hub"),
            Case("T.from_pretrained(os.getenv(\"KNOWN\") or 'x')", "o/known hf_hub"),
            Case("n='m'\nT.from_pretrained(f'o/{n}')", "o/m hf_hub"),
            Case("T.from_pretrained('o/' + 'm')", "o/m hf_hub"),
            Case("T.from_pretrained('o/'\n  'm')", "o/m hf_hub"),
            Case("T.from_pretrained(name)", "$name hf_hub !unresolved"),
            Case("m = 'o/a'\nif x: m = 'o/b'\nT.from_pretrained(m)", "o/b hf_hub !unresolved"),
            Case("def load(m='o/m'):\n    T.from_pretrained(m)", "o/m hf_hub !unresolved"),
            Case("for m in ['o/a', 'o/b']:\n    snapshot_download(m)", "o/a hf_hub", "o/b hf_hub"),
            Case(
                "names = [\n  'o/a',\n  'o/b',\n]\nfor n in names:\n  snapshot_download(repo_id=n, revision='main')",
                "o/a hf_hub @main", "o/b hf_hub @main"),
            Case("for m in sys.argv[1:]:\n    snapshot_download(m)", "$m hf_hub !unresolved"),
            Case("for m in ['o/a', name]:\n    snapshot_download(m)", "o/a hf_hub", "$name hf_hub !unresolved"),
            Case("m = 'o/x'\nfor m in ['o/a']:\n    snapshot_download(m)", "o/a hf_hub"),
            Case("T.from_pretrained('/mnt/models')", "/mnt/models hf_hub"),
            Case("p = snapshot_download('o/m')\nT.from_pretrained(p)", "o/m hf_hub"),
            Case("snapshot_download('o/m', local_dir='/m')\nT.from_pretrained('/m')", "o/m hf_hub >/m"),
            Case("Llama(model_path=hf_hub_download('o/m', 'x.gguf'))", "o/m hf_hub"),
            Case("from vllm import LLM\nllm = LLM(model='o/m', tokenizer='o/t')", "o/m vllm", "o/t vllm (tokenizer)"),
            Case("SentenceTransformer('all-MiniLM-L6-v2')", "all-MiniLM-L6-v2 hf_hub"),
            Case("mlflow.pyfunc.load_model('models:/m/Production')", "models:/m/Production mlflow"),
            Case("m = mlflow.sklearn.load_model(model_uri=f\"models:/{n}/3\")", "models:/$n/3 mlflow !unresolved"),
            Case("whisper.load_model(\"base\")", "base any"),
            Case("YOLO('yolov8n.pt')", "yolov8n.pt any"),
            Case("torch.hub.load('pytorch/vision:v0.10.0', 'resnet18')", "pytorch/vision:v0.10.0 any"),
            Case(
                "s3.download_file('b', 'm/x.pt', '/m/x.pt', ExtraArgs={'VersionId': 'V'})",
                "s3://b/m/x.pt?versionId=V aws !versioned >/m/x.pt"),
            Case("boto3.client('s3').get_object(Bucket='b', Key='m/x.onnx')", "s3://b/m/x.onnx aws"),
            Case("b = c.bucket('b')\nb.blob('models/x').download_to_filename('x')", "gs://b/models/x gsutil"),
            Case(
                "from modelscope import snapshot_download\nsnapshot_download('q/m', revision='v1')",
                "q/m modelscope @v1"),
            Case("kagglehub.model_download('o/m/f/v/1')", "o/m/f/v/1 kaggle"),
            Case("import wandb\nrun.use_artifact('e/p/n:latest')", "e/p/n:latest wandb"),
            Case("urllib.request.urlretrieve('https://h/x.onnx', '/m/x.onnx')", "https://h/x.onnx http >/m/x.onnx"),
            Case("kserve.Storage.download('gs://b/m', '/m')", "gs://b/m kserve >/m"),
            Case(
                "subprocess.run(['huggingface-cli', 'download', M, '--revision', 'main'])",
                "$M hf_hub @main !unresolved"),
            Case(
                "p.add_argument('--model-id', default='o/m')\nargs = p.parse_args()\nT.from_pretrained(args.model_id)",
                "o/m hf_hub !unresolved"),
        ])
    func finds(_ example: Case) {
        let found = PythonText.references(
            in: CommandTexts.word(example.script), environment: CommandTexts.environment(["KNOWN": "o/known"]))
        #expect(found.map(DownloaderTests.render) == example.references)
    }

    @Test(
        "what only looks like loading a model is not reported",
        arguments: [
            "# snapshot_download('o/m')", "x = \"snapshot_download('o/m')\"", "'''\nT.from_pretrained('o/m')\n'''",
            "snapshot_download('o/d', repo_type='dataset')", "load_dataset('o/d')", "def from_pretrained(name): pass",
            "client = OpenAI(model='gpt')", "requests.get('http://h/v1/models')", "pd.read_csv('s3://b/x.csv')",
            "s3.upload_file('/m/x.pt', 'b', 'x.pt')", "json.load(f)", "model.eval()", "d.get('model')",
            "s3.download_file('b', 'train.csv', '/d/train.csv')", "pipeline = Pipeline()",
        ])
    func ignores(_ code: String) {
        let reading = PythonText.read(CommandTexts.word(code))
        #expect(reading.references.map(DownloaderTests.render) == [])
        #expect(reading.opaque == [])
    }

    @Test(
        "code that hides what it does is opaque",
        arguments: [
            "exec(base64.b64decode('eA=='))", "eval(input())", "__import__(name)", "subprocess.run(command)",
            "exec(open('/x').read())",
        ])
    func isOpaque(_ code: String) {
        #expect(PythonText.read(CommandTexts.word(code)).opaque.count == 1)
    }

    @Test("Python in a script is read with the variables of the script")
    func inScripts() {
        let script = """
            export MODEL=o/m
            python3 - <<'EOF'
            import os
            from huggingface_hub import snapshot_download
            snapshot_download(os.environ["MODEL"], local_dir="/m")
            EOF
            cat > /tmp/x.py <<EOF
            snapshot_download("$MODEL-2")
            EOF
            python /tmp/x.py
            """
        #expect(
            CommandTexts.read(script).references.map(DownloaderTests.render) == ["o/m hf_hub >/m", "o/m-2 hf_hub"])
    }
}
